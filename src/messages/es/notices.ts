export const notices = {
  'no-questions':
    'Este corpus no tiene preguntas que encajen en el plan, así que no se puede distinguir lo correcto de lo incorrecto. Elija un corpus con preguntas (para Aguja y Ruido: con pasajes que se sabe que contienen las respuestas).',
  'cannot-go-on':
    'Este estudio no puede continuar, porque sus respuestas no irían juntas: {differences}. Lo que tiene hasta ahora se conserva. Restablezca eso, o empiece un estudio nuevo.',
  'other-tab':
    'Este estudio está en curso en otra pestaña. Véalo allí, o páuselo allí y continúe aquí.',
  'not-stored': 'Este estudio ya no está guardado. Empiece uno nuevo.',
  'other-corpus':
    'Se eligió otro corpus mientras se hacía un estudio sobre «{corpus}». El estudio está en pausa y todo lo hecho se conserva. Elija de nuevo «{corpus}» para continuar.',
  'other-model':
    'El {reader} de este estudio es {before}, y ahora se ha elegido {now}, así que sus respuestas no irían juntas. El estudio está en pausa y todo lo hecho se conserva. Elija de nuevo {before} para continuar.',
  'other-backend':
    'El {reader} empezó este estudio en {before} y ahora funciona en {now}, así que sus respuestas no irían juntas. El estudio está en pausa y todo lo hecho se conserva. Vuelva a cargar la página para continuar.',
  unreadable:
    'Este archivo no es un estudio que se pueda leer: {reason}. No se ha cambiado nada. Elija un archivo JSON escrito por esta página o por `npm run study`.',
  'not-json': 'no es JSON',
  'question-missing': 'una respuesta pertenece a la pregunta {question}, que no está en el archivo',
  'passage-missing': 'el pasaje {passage} no está en el archivo',

  'corpus-differs': 'el corpus era {before}, ahora es {now} u otra versión suya',
  'embedder-differs': 'el modelo de embeddings ha cambiado',
  'model-differs': 'el {reader} era {before}, ahora es otro u otra versión suya',
  'backend-differs': 'el {reader} funcionaba en {before}, ahora en {now}',
  'length-differs': 'las respuestas pueden tener otra longitud',
} as const;
