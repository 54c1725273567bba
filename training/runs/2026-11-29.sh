#!/usr/bin/env bash
# Goes on from the weights of 2026-11-24 for 655 M tokens: varied passages, questions made from the passages, prompts to 2,048 tokens.
# Two H200: the Mamba on one; Transformer, embedder and evaluations on the other meanwhile.
#
#   runs/2026-11-29.sh DATA OUT WEIGHTS TOKENIZER     from the folder training/; WEIGHTS holds <model>/model.int8.safetensors of the start
#
# OUT/prepared may be there already (made elsewhere by the first two commands). Leaves <kind>.done in OUT as each part ends.
set -euo pipefail
data=$1 out=$2 weights=$3 tokenizer=$4
steps=10000 embedder_steps=1600
run() { python3 -m "reader_training.$1" "${@:2}"; }

[ -e "$data/cloze.npz" ] || [ -e "$out/prepared" ] || run cloze --passages "$data/passages.tsv" --out "$data/cloze.npz" --questions 400000
[ -e "$out/prepared" ] || run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer"

train() { run train_reader "$1" --data "$out/prepared" --out "$out" --steps $steps --processes 9 --start "$weights/$2/model.int8.safetensors"; }
# evaluate KIND WEIGHTS QUESTIONS LISTS NAME [OPTIONS]
evaluate() {
  run evaluate_reader "$1" --weights "$2" --data "$out/prepared" --questions "$3" --texts "$data/passages.tsv" \
    --lists "$4" --k 0,1,2,3,5,7,10,15,20 --out "$out/results/$5-$4.json" "${@:6}"
}
given=$data/validation.jsonl # with BM25's lists
mkdir -p "$out/results"

(
  export CUDA_VISIBLE_DEVICES=1
  train mamba mamba-trivia-32m
  touch "$out/mamba.done"
  evaluate mamba "$out/mamba/model.int8.safetensors" "$given" retrieved mamba
  while [ ! -e "$out/embedder.done" ]; do sleep 1; done
  evaluate mamba "$out/mamba/model.int8.safetensors" "$out/lists.jsonl" fused mamba
  touch "$out/mamba-evaluated.done"
) &
export CUDA_VISIBLE_DEVICES=0
train transformer transformer-trivia-30m
touch "$out/transformer.done"
evaluate transformer "$out/transformer/model.int8.safetensors" "$given" retrieved transformer
# For comparison, the weights of the start; that Transformer's feed-forward layer is narrower.
evaluate mamba "$weights/mamba-trivia-32m/model.int8.safetensors" "$given" retrieved start-mamba
evaluate transformer "$weights/transformer-trivia-30m/model.int8.safetensors" "$given" retrieved start-transformer \
  --shape '{"feed_forward": 1344}'
touch "$out/start-evaluated.done"
run train_embedder --data "$out/prepared" --out "$out" --steps $embedder_steps
run evaluate_retrieval --embedder "$out/embedder" --data "$out/prepared" --questions "$given" --texts "$data/passages.tsv" \
  --out "$out/results/retrieval.json" --lists-out "$out/lists.jsonl"
touch "$out/embedder.done"
evaluate transformer "$out/transformer/model.int8.safetensors" "$out/lists.jsonl" fused transformer
touch "$out/transformer-evaluated.done"
wait
