export const sweep = {
  intro:
    '¿Se maneja mejor un Mamba que un Transformer con muchos pasajes encontrados? Aquí se repite el estudio en este dispositivo: muchas preguntas, varios números de pasajes, ambos lectores, con intervalos y pruebas pareadas.',
  'missing-corpus':
    'El enlace estudia un corpus que no está en este dispositivo («{corpus}»). Importe su archivo en la {library}; mientras tanto se estudia la enciclopedia incluida.',
  library: 'Biblioteca',
  'go-on': 'Continuar',
  'start-again': 'Volver a iniciar',
  opening: 'Abriendo el corpus…',
  'no-questions':
    '«{corpus}» no tiene preguntas con respuestas conocidas, así que no se puede distinguir lo correcto de lo incorrecto y no hay nada que estudiar. Elija un corpus con preguntas.',
  'not-kept-apart':
    'Este corpus no dice qué preguntas se reservaron, así que se hacen todas. Si un lector se entrenó o se ajustó con ellas, sus cifras son demasiado buenas.',
  'no-gold':
    'Este corpus no dice qué pasajes contienen las respuestas: «oracle», «Aguja» y «Ruido» no son posibles.',

  plan: 'Planear un estudio',
  k: 'Números de pasajes, k',
  'k-help':
    '0 es sin texto («closed book»); «oracle» da los pasajes que se sabe que contienen la respuesta, como máximo {most}.',
  'k-wrong': 'Números de 0 a {most} y la palabra «oracle», separados por comas.',
  questions: 'Preguntas',
  'questions-help': 'de {available}, sorteadas con la semilla',
  seed: 'Semilla',
  'seed-help': 'la misma semilla sortea lo mismo',
  readers: 'Lectores',
  both: 'Ambos',
  'find-passages': 'Buscar pasajes',
  'by-both': 'Por significado y por palabras',
  'by-meaning': 'Por significado (embeddings)',
  'by-words': 'Por palabras (BM25)',
  first: 'Primero en cada pregunta',
  'by-turns': 'Por turnos',
  start: 'Iniciar el estudio',
  estimate: 'Estimar el tiempo',
  cancel: 'Cancelar',
  'warming-up':
    'Se hace una pregunta cuyas respuestas no cuentan, para ver lo rápidos que son aquí los lectores…',
  'as-many-as-fit':
    'Tras un breve calentamiento se hacen tantas preguntas como quepan en {minutes} minutos.',
  estimated: 'Unos {duration} en este dispositivo, según un calentamiento.',

  'cut-like-paper': 'Los pasajes de este corpus están cortados como los del artículo: {cut}.',
  'cut-unlike-paper': 'Sus pasajes no están cortados como los del artículo.',
  'cut-compared':
    'Aquí: {here}. Allí: {there}. Así que la misma k es otra cantidad de texto. Para pasajes como los del artículo, {link}, y elíjalos arriba.',
  'cut-link': 'añada en la Biblioteca textos con preguntas, cortados como en el artículo',
  'cut-unknown': 'cortados de una manera que no se indica',
} as const;
