export const presets = {
  legend: 'Qué se quiere averiguar',
  'title-custom': 'A elección',
  'purpose-custom': 'Cualquier k, con o sin oráculo.',
  'title-paper': 'El artículo',
  'purpose-paper':
    'Las k de MambaRALM (de 1 a 10, y 20) y su medida, una respuesta aceptada dentro de la salida, para ambos lectores, con este corpus.',
  'title-class': 'Clase de 30 minutos',
  'purpose-class':
    'Tantas preguntas como este dispositivo responda en media hora, con k = 0, 1, 5, 10.',
  'title-needle': 'Aguja',
  'purpose-needle':
    'Un pasaje que contiene la respuesta está en el lugar 1, 2, … de 10, rodeado de los más cercanos que no la contienen: ¿en qué parte del prompt la encuentra cada lector?',
  'title-noise': 'Ruido',
  'purpose-noise':
    'Un pasaje que contiene la respuesta entre los otros más cercanos, o entre otros al azar. Con la misma k ambos prompts son casi igual de largos: lo que cambia es cuánto engaña el resto.',

  retrieved: 'k = {k}',
  oracle: 'oráculo',
  needle: 'lugar {position} de {k}',
  alone: 'k = 1, ningún otro',
  'noise-nearest': 'k = {k}, otros más cercanos',
  'noise-random': 'k = {k}, otros al azar',
} as const;
