#!/usr/bin/env bash
# The embedder that is shipped, and an experiment: does a Transformer of 11 blocks read better than the one of 7 that it was grown from? (No.)
# Two H200, 14 minutes: the embedder on one, the reader on the other. The embedder's training was new that day; readers stay.
#
#   runs/2026-11-29-embedder.sh DATA OUT TOKENIZER     from the folder training/
#
# OUT/prepared may be there already (made elsewhere by the first three commands). `support` (runs/2026-11-29-written.sh) was left out.
set -euo pipefail
data=$1 out=$2 tokenizer=$3
models=../public/models
run() { python3 -m "reader_training.$1" "${@:2}"; }

if [ ! -e "$out/prepared" ]; then
  [ -e "$data/cloze.npz" ] || run cloze --passages "$data/passages.tsv" --out "$data/cloze.npz" --questions 400000
  [ -e "$data/written.jsonl" ] || run written --data "$data" --questions questions/written.tsv
  run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer"
fi
mkdir -p "$out/results"

(
  export CUDA_VISIBLE_DEVICES=1
  run train_reader transformer --data "$out/prepared" --out "$out" --steps 8000 --processes 10 --shape '{"layers": 11}' \
    --start "$models/transformer-trivia-30m/model.safetensors"
  run evaluate_reader transformer --weights "$out/transformer/model.int8.safetensors" --data "$out/prepared" --k 0,1,2,5,10,20 \
    --questions "$data/validation.jsonl" --texts "$data/passages.tsv" --out "$out/results/deeper-transformer-retrieved.json"
) &
export CUDA_VISIBLE_DEVICES=0
run train_embedder --data "$out/prepared" --out "$out" --steps 6000 --processes 14
run evaluate_retrieval --embedder "$out/embedder" --data "$out/prepared" --questions "$data/validation.jsonl" --texts "$data/passages.tsv" \
  --out "$out/results/retrieval.json" --lists-out "$out/lists.jsonl"
wait
run export_embedder --embedder "$out/embedder" --tokenizer "$tokenizer" \
  --articles ../packs-source/trivia-encyclopaedia/articles.jsonl --out "$out/embed-trivia-17m"
echo "Then $out/embed-trivia-17m/reference.json is ../tests/recorded/embedder.json; export/export_models.py with that folder among the readers'"
echo "makes ../public/models/embed-trivia-17m, and npm run build:pack the vectors; $out/results is results/2026-11-29-mined (compare_evaluations)"
