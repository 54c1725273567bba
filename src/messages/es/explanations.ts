export const explanations = {
  'attention-see':
    'Cuánto peso tiene cada palabra del prompt en el momento en que se elige una palabra de la respuesta: cuanto más intenso el tono y más gruesa la línea de debajo, más.',
  'attention-matters':
    'Un Transformer vuelve a mirar cada palabra; un Mamba no puede, pero su recurrencia también puede escribirse como un peso así, de modo que ambos pueden ponerse lado a lado.',
  'attention-not-shown':
    'Por qué salió así la respuesta: el peso de una palabra no prueba que esa palabra decidiera, y el primer token a menudo se lleva lo que ningún otro necesita. Los pesos de un Mamba tienen signo; solo se dibuja su tamaño.',
  'selection-see':
    'Debajo de cada pasaje del Mamba, una fila por capa: cuanto más oscuro, más se abre su compuerta Δ para esa palabra. «Queda» es la parte de lo que un pasaje escribió en el estado que no se ha desvanecido cuando empieza la respuesta.',
  'selection-matters':
    'Un estado de tamaño fijo debe elegir mientras lee: una compuerta abierta acoge una palabra y deja que las más antiguas se desvanezcan, una cerrada la pasa por alto.',
  'selection-not-shown':
    'Lo que se escribió en el estado, ni si la respuesta pudo leerlo allí; ambos números son medias de muchos canales muy distintos.',
  'influence-see':
    'Cuánto menos probable le parece a un lector su propia respuesta cuando falta un pasaje: las barras a la derecha son pasajes en los que la respuesta se apoya; a la izquierda, pasajes que la estorbaban.',
  'influence-matters':
    'Comprueba una causa, cosa que los pesos no pueden: el prompt se lee otra vez sin el pasaje, y ambos lectores lo hacen igual.',
  'influence-not-shown':
    'Lo que hacen dos pasajes juntos: si ambos contienen la respuesta, omitir uno cambia poco. Además, los pasajes siguientes cambian de lugar.',
  'memory-see':
    'Los bytes que cada lector llevó de token a token mientras leía y escribía, medidos en la última ejecución y dibujados a la misma escala.',
  'memory-matters':
    'La caché crece con cada token y hay que recorrerla para cada token siguiente; el estado conserva su tamaño, sea lo que sea lo leído.',
  'memory-not-shown':
    'Los pesos, que ambos tienen además, y lo que el estado tuvo que olvidar a cambio: la caché guarda cada palabra.',
} as const;
