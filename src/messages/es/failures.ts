export const failures = {
  'no-webgpu.what': 'Este navegador no ofrece ningún procesador gráfico.',
  'no-webgpu.meaning': 'El lector no puede funcionar aquí en la GPU.',
  'no-webgpu.next':
    'Use en su lugar el procesador (CPU): el mismo modelo, las mismas respuestas, más despacio.',
  'adapter-computes-wrongly.what': 'Este procesador gráfico calcula mal.',
  'adapter-computes-wrongly.meaning':
    'Sus resultados difieren de la referencia, así que no se usa: las respuestas no tendrían sentido.',
  'adapter-computes-wrongly.next':
    'Use en su lugar el procesador (CPU), o actualice el controlador gráfico y vuelva a cargar la página.',
  'device-lost.what': 'El procesador gráfico desapareció en pleno trabajo.',
  'device-lost.meaning':
    'La respuesta no se terminó. La pregunta, los pasajes y los archivos siguen aquí.',
  'device-lost.next': 'Vuelva a cargar el lector; si ocurre a menudo, use el procesador (CPU).',
  'out-of-memory.what': 'No hay memoria suficiente.',
  'out-of-memory.meaning': 'No cupieron los pesos del lector o este prompt.',
  'out-of-memory.next': 'Elija menos pasajes, cierre otras pestañas o use un solo lector.',
  'files-missing.what': 'Hay archivos del modelo que no están en este dispositivo.',
  'files-missing.meaning': 'Quizá el navegador vació su almacenamiento.',
  'files-missing.next': 'Descárguelos de nuevo; lo que sigue aquí no se descarga dos veces.',
  'download-failed.what': 'La descarga se interrumpió.',
  'download-failed.meaning': 'Lo que llegó se conserva.',
  'download-failed.next': 'Compruebe la conexión y continúe: sigue donde se detuvo.',
  'hash-mismatch.what': 'Un archivo no es el que se esperaba.',
  'hash-mismatch.meaning': 'Se dañó por el camino o cambió en el servidor; se desechó y no se usó.',
  'hash-mismatch.next':
    'Descárguelo de nuevo. Si vuelve a ocurrir, el servidor tiene archivos incorrectos.',
  'quota-exceeded.what': 'El navegador no concede más almacenamiento.',
  'quota-exceeded.meaning': 'Los modelos no caben junto a lo que ya está guardado.',
  'quota-exceeded.next':
    'Libere espacio en el disco o elimine datos de otros sitios, y después continúe.',
  'storage-unavailable.what': 'El navegador no concede ningún almacenamiento.',
  'storage-unavailable.meaning':
    'Las ventanas privadas y algunos ajustes lo prohíben; los modelos no pueden guardarse.',
  'storage-unavailable.next': 'Abra la página en una ventana normal.',
  'unusable-file.what': 'Un archivo no puede usarse.',
  'unusable-file.meaning':
    'Está completo, pero este programa no lo entiende; el motivo se indica abajo.',
  'unusable-file.next': 'Si es suyo, elija otro. Si venía con esta página, vuelva a cargarla.',
  'empty-question.what': 'No hay ninguna pregunta.',
  'empty-question.meaning': 'No se buscó nada.',
  'empty-question.next': 'Escriba una pregunta o elija un ejemplo.',
  'unreadable-source.what': 'Un archivo no puede leerse.',
  'unreadable-source.meaning': 'Nada de él se usó ni se guardó.',
  'unreadable-source.next':
    'Lea lo que se indica abajo y vuelva a añadir los archivos sin él o en otra forma.',
  'source-too-large.what': 'Estos archivos contienen más de lo que admite este programa.',
  'source-too-large.meaning': 'Nada de ellos se guardó.',
  'source-too-large.next':
    'Elija menos archivos, o menos preguntas solo con sus documentos de apoyo.',
  'nothing-to-index.what': 'No hay texto en estos archivos.',
  'nothing-to-index.meaning': 'No pudo formarse ningún pasaje, así que nada se guardó.',
  'nothing-to-index.next':
    'Elija archivos de texto, Markdown, HTML o PDF, o un archivo comprimido que los contenga.',
  'corpus-busy.what': 'Otra pestaña trabaja en este corpus.',
  'corpus-busy.meaning': 'Dos a la vez se sobrescribirían.',
  'corpus-busy.next': 'Continúe en esa pestaña, o ciérrela e inténtelo de nuevo.',
  'corpus-damaged.what': 'El corpus guardado está dañado.',
  'corpus-damaged.meaning': 'Una parte no es lo que se escribió, así que no se usa.',
  'corpus-damaged.next': 'Elimínelo y créelo de nuevo, o importe su archivo.',
  'embedder-missing.what': 'El modelo de embeddings de este corpus no está en este dispositivo.',
  'embedder-missing.meaning':
    'Solo el modelo que creó sus vectores puede buscar en él. El corpus está intacto.',
  'embedder-missing.next':
    'Añádalo de nuevo en «Modelos», con los mismos archivos, calcule de nuevo los vectores en la biblioteca o lea de otra fuente.',
  'worker-crashed.what': 'Una parte del programa se cerró de forma inesperada.',
  'worker-crashed.meaning':
    'Solo se detuvo esa parte. La pregunta, los pasajes y los archivos siguen aquí.',
  'worker-crashed.next': 'Vuelva a iniciarla.',
  'cancelled.what': 'Cancelado.',
  'cancelled.meaning': 'Lo hecho hasta ahora se conserva.',
  'cancelled.next': 'Pregunte de nuevo cuando quiera.',
  'internal.what': 'Ocurrió algo inesperado.',
  'internal.meaning': 'Es un error del programa, no de lo que usted hizo.',
  'internal.next': 'Inténtelo de nuevo; si continúa, vuelva a cargar la página.',
} as const;
