export const conclusions = {
  title: 'Lo que se sabe, y con qué seguridad',
  'not-complete': 'Aún incompleto:',
  'may-change': 'esto vale para las respuestas hasta ahora y puede cambiar.',
  'kind-differs': 'Lo que muestran los datos',
  'kind-cannot tell': 'Lo que los datos no permiten decir',
  'kind-fact': 'De dónde vienen las respuestas incorrectas',
  'scope-held-out':
    'Correcto significa: una respuesta aceptada aparece en la salida, según la normalización de TriviaQA. {answered} de {questions} preguntas reservadas de «{corpus}», semilla {seed}; {readers}. Vale para estos lectores con estas preguntas, no para todo Mamba y todo Transformer.',
  'scope-all':
    'Correcto significa: una respuesta aceptada aparece en la salida, según la normalización de TriviaQA. {answered} de {questions} preguntas de «{corpus}», semilla {seed}; {readers}. Vale para estos lectores con estas preguntas, no para todo Mamba y todo Transformer.',
  'reader-on': '{model} en {device}',

  better:
    'Con {condition}, {better} acierta más a menudo: {share} % frente a {other} % de {questions} preguntas (p = {p} tras {tests}).',
  holm: {
    one: 'la corrección de Holm para {count} prueba',
    other: 'la corrección de Holm para {count} pruebas',
  },
  'may-be-chance':
    'Con {conditions}, la diferencia entre los lectores puede deberse al azar. Diferencias de hasta {widest} puntos son compatibles con los datos: que no se muestre una diferencia no significa que no la haya.',
  quoted: '«{label}»',
  loses: '{reader} pierde de {from} a {to}: {change} puntos, {interval} ({counts}).',
  gains: '{reader} gana de {from} a {to}: {change} puntos, {interval} ({counts}).',
  'change-unclear':
    'No se puede decir si {reader} gana o pierde de {from} a {to}: {change} puntos, {interval} ({counts}).',
  interval: 'intervalo del 95 % de {low} a {high}',
  counts: 'preguntas perdidas: {lost}, ganadas: {gained}; p = {p} tras {tests}',
  'wrong-because':
    'Respuestas incorrectas de {reader} con {condition}: {wrong}. Sin ningún pasaje con la respuesta: {retrieval}; con uno dentro de la longitud de entrenamiento: {misread}; con uno, pero en un prompt más largo que todos los del entrenamiento: {overflow}.',
  'p-below': 'menos de {limit}',
} as const;
