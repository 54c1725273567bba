export const results = {
  title: 'Todas las cifras',
  note: 'En tanto por ciento, con intervalos del 95 %. «Techo»: un pasaje del prompt contiene una respuesta aceptada. «Incorrecto porque» atribuye cada respuesta sin una aceptada a la primera causa que se cumpla: ningún pasaje con la respuesta en el prompt; uno, pero en un prompt más largo que todos los del entrenamiento; uno, y el lector escribió otra cosa. «Distraído»: incorrecto ahora, de las preguntas que este lector tenía correctas con menos pasajes. Los valores p son de la prueba exacta de McNemar con las mismas preguntas, y entre paréntesis tras la corrección de Holm sobre las filas.',
  table: 'Tabla: todas las cifras',
  prompt: 'Prompt',
  ceiling: 'Techo',
  reader: 'Lector',
  contains: 'Respuesta en la salida',
  exact: 'Coincidencia exacta',
  f1: 'F1 por tokens',
  wrong: 'Incorrecto porque: ningún pasaje · demasiado largo · mal leído',
  distracted: 'Distraído',
  tokens: 'Tokens del prompt, mediana',
  alone: 'Solo él correcto',
  p: 'p, respuesta en la salida',
  'of-trials': '{hits} de {trials}',
  'over-trained': '{count} por encima de la longitud de entrenamiento',

  save: 'Para llevar',
  'save-note':
    'El archivo JSON contiene preguntas, pasajes, respuestas, versiones y sumas de comprobación: todo para volver a evaluarlo o abrirlo aquí o en otro dispositivo. El archivo CSV tiene una línea por respuesta.',
  'save-json': 'Guardar como JSON',
  'save-csv': 'Guardar como CSV',
} as const;
