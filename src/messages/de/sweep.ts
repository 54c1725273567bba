export const sweep = {
  intro:
    'Kommt ein Mamba mit vielen gefundenen Passagen besser zurecht als ein Transformer? Hier wird die Studie auf diesem Gerät wiederholt: viele Fragen, mehrere Anzahlen von Passagen, beide Leser, mit Intervallen und gepaarten Tests.',
  'missing-corpus':
    'Der Link untersucht eine Textsammlung, die nicht auf diesem Gerät ist („{corpus}“). Importieren Sie ihre Paketdatei in der {library}; bis dahin wird die mitgelieferte Enzyklopädie untersucht.',
  library: 'Bibliothek',
  'go-on': 'Fortsetzen',
  'start-again': 'Neu starten',
  opening: 'Die Textsammlung wird geöffnet …',
  'no-questions':
    '„{corpus}“ enthält keine Fragen mit bekannten Antworten; richtig und falsch lassen sich also nicht unterscheiden, und es gibt nichts zu untersuchen. Wählen Sie eine Textsammlung mit Fragen.',
  'not-kept-apart':
    'Diese Textsammlung sagt nicht, welche Fragen zurückgehalten wurden; deshalb werden alle gestellt. Wurde ein Leser damit trainiert oder abgestimmt, sind seine Zahlen zu gut.',
  'no-gold':
    'Diese Textsammlung sagt nicht, welche Passagen die Antworten enthalten: „oracle“, „Nadel“ und „Rauschen“ sind nicht möglich.',

  plan: 'Eine Studie planen',
  k: 'Anzahl der Passagen, k',
  'k-help':
    '0 heißt ohne Text („closed book“); „oracle“ gibt die Passagen, von denen man weiß, dass sie die Antwort enthalten, höchstens {most}.',
  'k-wrong': 'Zahlen von 0 bis {most} und das Wort „oracle“, durch Kommas getrennt.',
  questions: 'Fragen',
  'questions-help': 'von {available}, mit dem Startwert ausgelost',
  seed: 'Startwert (Seed)',
  'seed-help': 'derselbe Startwert lost dasselbe aus',
  readers: 'Leser',
  both: 'Beide',
  'find-passages': 'Passagen finden',
  'by-both': 'Nach Bedeutung und nach Wörtern',
  'by-meaning': 'Nach Bedeutung (Embeddings)',
  'by-words': 'Nach Wörtern (BM25)',
  first: 'Wer bei jeder Frage beginnt',
  'by-turns': 'Abwechselnd',
  start: 'Studie starten',
  estimate: 'Dauer schätzen',
  cancel: 'Abbrechen',
  'warming-up':
    'Eine Frage wird gestellt, deren Antworten nicht zählen, um zu sehen, wie schnell die Leser hier sind …',
  'as-many-as-fit':
    'Nach kurzem Aufwärmen werden so viele Fragen gestellt, wie in {minutes} Minuten passen.',
  estimated: 'Etwa {duration} auf diesem Gerät, nach einem Aufwärmlauf geschätzt.',

  'cut-like-paper':
    'Die Passagen dieser Textsammlung sind geschnitten wie die der Veröffentlichung: {cut}.',
  'cut-unlike-paper': 'Ihre Passagen sind anders geschnitten als die der Veröffentlichung.',
  'cut-compared':
    'Hier: {here}. Dort: {there}. Dasselbe k ist also eine andere Menge Text. Für Passagen wie in der Veröffentlichung {link}, und wählen Sie sie dann oben aus.',
  'cut-link':
    'fügen Sie in der Bibliothek Texte mit Fragen hinzu, geschnitten wie in der Veröffentlichung',
  'cut-unknown': 'auf unbekannte Weise geschnitten',
} as const;
