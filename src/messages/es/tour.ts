export const tour = {
  title: 'Recorrido guiado',
  step: 'Paso {step} de {steps}',
  back: 'Atrás',
  next: 'Siguiente',
  skip: 'Saltar',
  finish: 'Terminar',
  end: 'Salir del recorrido',
  working: 'La página está trabajando…',
  stopped: 'Este paso no ha llegado a su fin.',
  failed: 'Este paso ha fallado; el mensaje de la página dice por qué.',
  again: 'Repetir el paso',

  'question.title': 'Una pregunta',
  'question.text':
    'Alguien pregunta. Ninguno de los lectores tiene internet: tienen lo que el entrenamiento dejó en sus pesos y el texto que la página les da.',
  'question.fact': 'La página puede buscar en {passages} pasajes de una enciclopedia.',
  'retrieved.title': 'Lo que se encuentra',
  'retrieved.text':
    'La pregunta se convirtió en {dimensions} números, como antes cada pasaje. Se toman los {k} pasajes cuyos números apuntan en la dirección más parecida. Parecido no significa verdadero.',
  'retrieved.fact':
    'El más cercano es «{title}», con una similitud de {similarity}. El embedding y la búsqueda tardaron {time}.',
  'prompt.title': 'El prompt',
  'prompt.text':
    'La pregunta, los pasajes y otra vez la pregunta forman un solo texto, el mismo para ambos lectores. Lo leen en trozos de palabra, los tokens.',
  'prompt.fact':
    'Este prompt tiene {tokens} tokens. Aquí está lo que recibió el lector, hasta el último signo.',
  'answers.title': 'Dos respuestas',
  'answers.text':
    'Por cada palabra que escribe, el Transformer vuelve a mirar todos los tokens. Mamba ha leído una vez de izquierda a derecha y ya solo tiene el estado que lleva consigo.',
  'answers.fact-right': '{reader}: «{answer}», y es correcto.',
  'answers.fact-wrong': '{reader}: «{answer}», y es incorrecto.',
  'answers.fact': '{reader}: «{answer}».',
  'more.title': 'Más pasajes',
  'more.text':
    'k pasa de {from} a {to}. Los pasajes nuevos van detrás de los anteriores, así que ambos lectores siguen desde lo que guardaron y leen solo lo nuevo.',
  'reused.fact': '{reader} reutilizó {reused} de {tokens} tokens y leyó el resto en {time}.',
  'moved.title': 'Otro orden',
  'moved.text':
    'El segundo pasaje ha pasado al principio. Solo puede reutilizarse lo que va antes del cambio, así que casi todo se lee de nuevo. La respuesta también puede cambiar.',
  'memory.title': 'Lo que llevan consigo',
  'memory.text':
    'El Transformer guarda algo de cada token: su caché crece con el texto. El estado de Mamba tiene un tamaño fijo, así que debe elegir qué olvida.',
  'memory.fact-same': '{reader}: {now}, tanto con {before} como con {after} tokens.',
  'memory.fact-grown': '{reader}: {then} con {before} tokens, {now} con {after} tokens.',
  'memory.fact': '{reader}: {now} con {after} tokens.',
  'fails.title': 'Una pregunta que falla',
  'fails.text':
    'Estos lectores son pequeños y se equivocan a menudo. Si una respuesta es incorrecta, busque el lugar: ¿no se encontró el texto adecuado, o se encontró y no se entendió?',
  'fails.fact-not-found':
    'Ninguno de los {passages} pasajes contiene la respuesta («{answer}»). La búsqueda no la encontró; un lector no puede copiar lo que no recibió.',
  'fails.fact-not-used':
    'La respuesta («{answer}») está en el pasaje {places}. La búsqueda la encontró; leyó mal: {readers}.',
  'fails.fact-right': 'Esta vez aciertan ambos («{answer}»): lo que ve ocurre en directo.',
} as const;
