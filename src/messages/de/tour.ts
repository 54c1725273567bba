export const tour = {
  title: 'Rundgang',
  step: 'Schritt {step} von {steps}',
  back: 'Zurück',
  next: 'Weiter',
  skip: 'Überspringen',
  finish: 'Fertig',
  end: 'Rundgang beenden',
  working: 'Die Seite arbeitet …',
  stopped: 'Dieser Schritt ist nicht zu Ende gekommen.',
  failed: 'Dieser Schritt ist fehlgeschlagen; die Meldung auf der Seite sagt, warum.',
  again: 'Noch einmal',

  'question.title': 'Eine Frage',
  'question.text':
    'Jemand fragt. Keiner der Leser hat das Internet: Sie haben, was vom Training in ihren Gewichten geblieben ist, und den Text, den die Seite ihnen gibt.',
  'question.fact': 'Die Seite kann in {passages} Passagen einer Enzyklopädie suchen.',
  'retrieved.title': 'Was gefunden wird',
  'retrieved.text':
    'Aus der Frage wurden {dimensions} Zahlen, wie vorher aus jeder Passage. Genommen werden die {k} Passagen, deren Zahlen in die ähnlichste Richtung zeigen. Ähnlich heißt nicht wahr.',
  'retrieved.fact':
    'Am nächsten liegt „{title}“ mit einer Ähnlichkeit von {similarity}. Embedding und Suche brauchten {time}.',
  'prompt.title': 'Der Prompt',
  'prompt.text':
    'Die Frage, die Passagen und noch einmal die Frage werden zu einem Text, für beide Leser demselben. Sie lesen ihn in Wortstücken, den Tokens.',
  'prompt.fact':
    'Dieser Prompt hat {tokens} Tokens. Hier steht, was der Leser bekam, jedes Zeichen davon.',
  'answers.title': 'Zwei Antworten',
  'answers.text':
    'Für jedes Wort, das er schreibt, blickt der Transformer auf alle Tokens zurück. Mamba hat einmal von links nach rechts gelesen und hat nur noch den Zustand, den es mitführt.',
  'answers.fact-right': '{reader}: „{answer}“, und das ist richtig.',
  'answers.fact-wrong': '{reader}: „{answer}“, und das ist falsch.',
  'answers.fact': '{reader}: „{answer}“.',
  'more.title': 'Mehr Passagen',
  'more.text':
    'k steigt von {from} auf {to}. Die neuen Passagen stehen hinter den alten; beide Leser machen also dort weiter, wo sie waren, und lesen nur das Neue.',
  'reused.fact':
    '{reader} hat {reused} von {tokens} Tokens wiederverwendet und den Rest in {time} gelesen.',
  'moved.title': 'Eine andere Reihenfolge',
  'moved.text':
    'Die zweite Passage steht jetzt oben. Wiederverwenden lässt sich nur, was vor der Änderung steht; fast alles wird also neu gelesen. Auch die Antwort kann sich ändern.',
  'memory.title': 'Was sie mitführen',
  'memory.text':
    'Der Transformer behält von jedem Token etwas: Sein Cache wächst mit dem Text. Der Zustand von Mamba hat eine feste Größe; es muss also wählen, was es vergisst.',
  'memory.fact-same': '{reader}: {now}, bei {before} wie bei {after} Tokens.',
  'memory.fact-grown': '{reader}: {then} bei {before} Tokens, {now} bei {after} Tokens.',
  'memory.fact': '{reader}: {now} bei {after} Tokens.',
  'fails.title': 'Eine Frage, die misslingt',
  'fails.text':
    'Diese Leser sind klein und irren oft. Ist eine Antwort falsch, suchen Sie die Stelle: Wurde der richtige Text nicht gefunden, oder gefunden und nicht verstanden?',
  'fails.fact-not-found':
    'Keine der {passages} Passagen enthält die Antwort („{answer}“). Die Suche hat sie verfehlt; ein Leser kann nicht abschreiben, was er nicht bekam.',
  'fails.fact-not-used':
    'Die Antwort („{answer}“) steht in Passage {places}. Gefunden wurde sie; falsch gelesen hat: {readers}.',
  'fails.fact-right':
    'Diesmal haben beide recht („{answer}“): Was Sie sehen, entsteht gerade eben.',
} as const;
