export const models = {
  readers: 'Qué modelos leen',
  'readers-note':
    'La elección vale para todas las vistas y se guarda en este navegador. Un modelo se carga cuando se le pregunta.',
  bundled: 'Incluido, 4 bits, {size}',
  embedders: 'Modelos de embeddings',
  'embedders-note':
    'Los vectores de un modelo de embeddings no significan nada para otro: los embeddings de un corpus deben calcularse de nuevo con el que vaya a buscar en él. La enciclopedia de aquí pertenece al incluido; para textos propios, elija uno en la Biblioteca al añadirlos.',
  storage: 'Almacenamiento',
  'storage-used': 'Almacenamiento usado',
  'used-of': '{used} de los {quota} que el navegador concede a este sitio.',
  persistent: 'El navegador lo conserva hasta que usted lo elimine.',
  'may-be-cleared': 'El navegador puede borrarlo cuando el disco se llene.',
  persist: 'Pedirle que lo conserve todo',

  fits: 'Cabe en la {device}: {size} con k = 20',
  'fits-not': 'No cabe en la {device} ({size} con k = 20): {because}',
  'fits-perhaps': 'Quizá quepa en la {device} ({size} con k = 20): {because}',
  'no-gpu': 'este navegador no ofrece ningún procesador gráfico. Use la CPU.',
  'matrix-too-large':
    'una matriz ocupa {size}; esta GPU admite como máximo {most} de una pieza. Use la CPU si cabe allí, o un modelo más pequeño.',
  'gpu-memory-unknown':
    'los navegadores no dicen cuánta memoria tiene una GPU. Pruébelo: si es muy poca, la página lo dice y no se pierde nada.',
  'cpu-too-little':
    'en la CPU un navegador da a un modelo {most} como máximo. Elija un modelo más pequeño, o una GPU.',
  'cpu-too-little-for-32':
    'en la CPU un navegador da a un modelo {most} como máximo, y sus pesos se convierten allí en números de 32 bits. Elija un modelo más pequeño, o una GPU.',
  'memory-too-little':
    'este dispositivo tiene unos {memory} para todo lo que funciona. Elija un modelo más pequeño.',

  'bits-u8': '8 bits',
  'bits-u4': '4 bits',
  'bits-f32': '32 bits',
  from: '{size}, de «{folder}», {date}',
  rename: 'Cambiar el nombre',
  prompt: 'Prompt',
  of: 'de {model}',
  remove: 'Eliminar',
  'new-name': 'Nuevo nombre',
  save: 'Guardar',
  'remove-note':
    'Sus archivos se borran de este navegador; la carpeta de la que vino queda como está.',
  'remove-embedder-note':
    'En los corpus de la Biblioteca que usan sus vectores no se podrá buscar hasta que se añada de nuevo.',
  'remove-sure': 'Sí, eliminarlo',

  'before-passages': 'Antes de los pasajes',
  'each-passage': 'Cada pasaje',
  'after-passages': 'Después de los pasajes; sigue la respuesta',
  'ends-at': 'La respuesta termina en (varios: con « | » entre ellos; \\n es un salto de línea)',
  'places-note':
    'Lugares: {question} antes y después, {number}, {title} y {text} en un pasaje. Los tokens especiales del modelo se pueden escribir por su nombre.',
} as const;
