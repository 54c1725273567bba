export const results = {
  title: 'Alle Zahlen',
  note: 'In Prozent, mit 95-%-Intervallen. „Obergrenze“: Eine Passage des Prompts enthält eine akzeptierte Antwort. „Falsch, weil“ führt jede Antwort ohne eine akzeptierte auf das Erste zurück, was zutrifft: keine Passage mit der Antwort im Prompt; eine, in einem Prompt, der länger war als alle im Training; eine, und der Leser schrieb etwas anderes. „Abgelenkt“: jetzt falsch, von den Fragen, die dieser Leser mit weniger Passagen richtig hatte. Die p-Werte stammen vom exakten McNemar-Test auf denselben Fragen, in Klammern nach Holm-Korrektur über die Zeilen.',
  table: 'Tabelle: alle Zahlen',
  prompt: 'Prompt',
  ceiling: 'Obergrenze',
  reader: 'Leser',
  contains: 'Antwort in der Ausgabe',
  exact: 'Exakte Übereinstimmung',
  f1: 'Token-F1',
  wrong: 'Falsch, weil: keine Passage · zu lang · falsch gelesen',
  distracted: 'Abgelenkt',
  tokens: 'Tokens im Prompt, Median',
  alone: 'Allein richtig',
  p: 'p, Antwort in der Ausgabe',
  'of-trials': '{hits} von {trials}',
  'over-trained': '{count} über der trainierten Länge',

  save: 'Mitnehmen',
  'save-note':
    'Die JSON-Datei enthält Fragen, Passagen, Antworten, Versionen und Prüfsummen: alles, um neu auszuwerten oder die Studie hier oder auf einem anderen Gerät zu öffnen. Die CSV-Datei hat eine Zeile für jede Antwort.',
  'save-json': 'Als JSON speichern',
  'save-csv': 'Als CSV speichern',
} as const;
