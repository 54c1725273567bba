export const models = {
  readers: 'Welche Modelle lesen',
  'readers-note':
    'Die Wahl gilt für jede Ansicht und bleibt in diesem Browser. Ein Modell wird geladen, wenn es gefragt wird.',
  bundled: 'Mitgeliefert, 4 Bit, {size}',
  embedders: 'Embedder',
  'embedders-note':
    'Vektoren des einen Embedders sagen einem anderen nichts: Für eine Textsammlung müssen die Embeddings mit dem neu berechnet werden, der sie durchsuchen soll. Die Enzyklopädie hier gehört zum mitgelieferten; für eigene Texte wählen Sie in der Bibliothek einen, wenn Sie sie hinzufügen.',
  storage: 'Speicher',
  'storage-used': 'Belegter Speicher',
  'used-of': '{used} von {quota}, die der Browser dieser Website gewährt.',
  persistent: 'Der Browser behält es, bis Sie es entfernen.',
  'may-be-cleared': 'Der Browser kann es löschen, wenn der Datenträger voll wird.',
  persist: 'Ihn bitten, alles zu behalten',

  fits: 'Passt auf die {device}: {size} bei k = 20',
  'fits-not': 'Passt nicht auf die {device} ({size} bei k = 20): {because}',
  'fits-perhaps': 'Passt vielleicht auf die {device} ({size} bei k = 20): {because}',
  'no-gpu': 'Dieser Browser stellt keinen Grafikprozessor bereit. Verwenden Sie die CPU.',
  'matrix-too-large':
    'Eine Matrix braucht {size}; diese GPU nimmt höchstens {most} am Stück. Verwenden Sie die CPU, wenn es dort passt, oder ein kleineres Modell.',
  'gpu-memory-unknown':
    'Browser sagen nicht, wie viel Speicher eine GPU hat. Probieren Sie es: Ist es zu wenig, sagt die Seite es, und nichts geht verloren.',
  'cpu-too-little':
    'Auf der CPU gibt ein Browser einem Modell höchstens {most}. Wählen Sie ein kleineres Modell oder eine GPU.',
  'cpu-too-little-for-32':
    'Auf der CPU gibt ein Browser einem Modell höchstens {most}, und seine Gewichte werden dort zu Zahlen mit 32 Bit. Wählen Sie ein kleineres Modell oder eine GPU.',
  'memory-too-little':
    'Dieses Gerät hat etwa {memory} für alles, was läuft. Wählen Sie ein kleineres Modell.',

  'bits-u8': '8 Bit',
  'bits-u4': '4 Bit',
  'bits-f32': '32 Bit',
  from: '{size}, aus „{folder}“, {date}',
  rename: 'Umbenennen',
  prompt: 'Prompt',
  of: 'von {model}',
  remove: 'Entfernen',
  'new-name': 'Neuer Name',
  save: 'Speichern',
  'remove-note':
    'Seine Dateien werden in diesem Browser gelöscht; der Ordner, aus dem es kam, bleibt, wie er ist.',
  'remove-embedder-note':
    'Textsammlungen in der Bibliothek mit seinen Embeddings lassen sich erst wieder durchsuchen, wenn er wieder hinzugefügt ist.',
  'remove-sure': 'Ja, entfernen',

  'before-passages': 'Vor den Passagen',
  'each-passage': 'Jede Passage',
  'after-passages': 'Nach den Passagen; die Antwort folgt',
  'ends-at': 'Die Antwort endet bei (mehrere: mit „ | “ dazwischen; \\n ist ein Zeilenumbruch)',
  'places-note':
    'Platzhalter: {question} davor und danach, {number}, {title} und {text} in einer Passage. Besondere Tokens des Modells schreiben Sie mit ihrem Namen.',
} as const;
