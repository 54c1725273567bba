export const influence = {
  title: 'En qué se apoya la respuesta',
  'no-passage': 'No hay ningún pasaje que omitir: esta respuesta se dio sin texto («closed book»).',
  cost: 'Cuesta a cada lector {prompts} prompts, de los que hay que leer unos {tokens} tokens: lo que va antes del pasaje omitido se reutiliza.',
  cancel: 'Cancelar',
  weigh: 'Omitir cada pasaje una vez',
  unable: '{reader} no puede valorar una respuesta dada donde funciona ahora.',
  working: '{reader} lee sin un pasaje',
  'working-done': '{reader} lee sin un pasaje, {done} de {passages} hechos',
  figures:
    '{reader}: «{answer}», log-probabilidad {value} con todos los pasajes; {read} tokens leídos, {reused} reutilizados.',
  measured: 'La influencia de cada pasaje está medida.',
  table: 'Tabla: influencia de cada pasaje',
  caption: 'Cambio de la log-probabilidad de la respuesta debido a cada pasaje, para cada lector',
  passage: 'Pasaje',
  'no-difference': 'ninguna diferencia',
  less: '{factor} × menos probable sin él',
  more: '{factor} × más probable sin él',
} as const;
