export const shell = {
  tagline:
    'Un Mamba y un Transformer responden a partir de textos encontrados, lado a lado, en esta pestaña. Sin servidor.',
  looking: 'Comprobando lo que puede este navegador…',
  opening: 'Abriendo {view}…',
  'load-again': 'Volver a cargar la página',
  footer:
    'Todo funciona en este dispositivo; las preguntas y las respuestas nunca salen de él. Programa: MIT. Textos y preguntas: CC BY 4.0.',
  views: 'Vistas',
  'view-ask': 'Preguntar',
  'view-sweep': 'Estudio',
  'view-inside': 'Por dentro',
  'view-library': 'Biblioteca',
  'view-models': 'Modelos',
  'view-measure': 'Medir',
  language: 'Idioma',
  class: 'Clase',
  'class-title':
    'Letra grande, teclas para presentar, pronósticos, recorrido guiado, hoja para imprimir',
  'ready-offline': 'Listo sin conexión',
  'storing-program': 'Guardando el programa…',
  'needs-connection': 'Necesita conexión',
  'not-ready-offline': 'Aún no listo sin conexión',
  'storage-cleared':
    'Lo que la página necesita se ha borrado del almacenamiento de este navegador. Sigue funcionando hasta que se cierre; vuelva a descargarlo para la próxima vez y sin conexión.',
  'fetch-again': 'Volver a descargar {size}',
  'new-version': 'Usar la nueva versión',
  support: 'Informe de soporte',
  'support-note':
    'Para quien le ayude. Se crea en este dispositivo y no se envía a ninguna parte; léalo antes de pasarlo.',
  'support-question': 'con la pregunta',
  'support-copy': 'Copiar',
  'support-copied': 'Copiado.',
  'support-not-copied': 'El navegador no lo permitió: seleccione el texto y cópielo.',
} as const;
