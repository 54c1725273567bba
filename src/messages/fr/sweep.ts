export const sweep = {
  intro:
    'Un Mamba s’en sort-il mieux qu’un Transformer avec beaucoup de passages retrouvés ? L’étude est refaite ici, sur cet appareil : beaucoup de questions, plusieurs nombres de passages, les deux lecteurs, avec intervalles et tests appariés.',
  'missing-corpus':
    'Le lien étudie un corpus qui n’est pas sur cet appareil (« {corpus} »). Importez son fichier dans la {library} ; en attendant, c’est l’encyclopédie fournie qui est étudiée.',
  library: 'Bibliothèque',
  'go-on': 'Continuer',
  'start-again': 'Relancer',
  opening: 'Ouverture du corpus…',
  'no-questions':
    '« {corpus} » n’a pas de questions dont la réponse est connue : on ne peut distinguer le juste du faux, et il n’y a rien à étudier. Choisissez un corpus avec des questions.',
  'not-kept-apart':
    'Ce corpus ne dit pas quelles questions ont été mises à part ; elles sont donc toutes posées. Si un lecteur a été entraîné ou réglé sur elles, ses résultats sont trop bons.',
  'no-gold':
    'Ce corpus ne dit pas quels passages contiennent les réponses : « oracle », « Aiguille » et « Bruit » sont impossibles.',

  plan: 'Préparer une étude',
  k: 'Nombres de passages, k',
  'k-help':
    '0 signifie sans texte (« closed book ») ; « oracle » donne les passages dont on sait qu’ils contiennent la réponse, au plus {most}.',
  'k-wrong': 'Des nombres de 0 à {most} et le mot « oracle », séparés par des virgules.',
  questions: 'Questions',
  'questions-help': 'sur {available}, tirées au sort par la graine',
  seed: 'Graine',
  'seed-help': 'la même graine donne le même tirage',
  readers: 'Lecteurs',
  both: 'Les deux',
  'find-passages': 'Trouver les passages',
  'by-both': 'Par le sens et par les mots',
  'by-meaning': 'Par le sens (plongements)',
  'by-words': 'Par les mots (BM25)',
  first: 'Premier à chaque question',
  'by-turns': 'À tour de rôle',
  start: 'Lancer l’étude',
  estimate: 'Estimer la durée',
  cancel: 'Annuler',
  'warming-up':
    'Une question est posée sans garder les réponses, pour voir la vitesse des lecteurs ici…',
  'as-many-as-fit':
    'Après un court échauffement, on pose autant de questions que {minutes} minutes le permettent.',
  estimated: 'Environ {duration} sur cet appareil, d’après un échauffement.',

  'cut-like-paper': 'Les passages de ce corpus sont découpés comme ceux de l’article : {cut}.',
  'cut-unlike-paper': 'Ses passages ne sont pas découpés comme ceux de l’article.',
  'cut-compared':
    'Ici : {here}. Là-bas : {there}. Le même k représente donc une autre quantité de texte. Pour des passages comme ceux de l’article, {link}, puis choisissez-les ci-dessus.',
  'cut-link':
    'ajoutez dans la Bibliothèque des textes avec questions, découpés comme dans l’article',
  'cut-unknown': 'découpage non précisé',
} as const;
