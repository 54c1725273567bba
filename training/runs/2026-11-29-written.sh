#!/usr/bin/env bash
# Goes on from the weights of runs/2026-11-29.sh for 524 M tokens: questions written for this project, passages that do not
# answer their question left out, short examples first. Two H200, 15 minutes, one a reader. The embedder stays.
#
#   runs/2026-11-29-written.sh DATA OUT WEIGHTS TOKENIZER     from the folder training/; WEIGHTS holds <model>/model.safetensors of the start
#   (public/models of commit 4fc0098)
#
# OUT/prepared may be there already (made elsewhere by the commands up to the second `prepare`). Leaves <kind>.done in OUT as each part ends.
set -euo pipefail
data=$1 out=$2 weights=$3 tokenizer=$4
run() { python3 -m "reader_training.$1" "${@:2}"; }

if [ ! -e "$out/prepared" ]; then
  [ -e "$data/cloze.npz" ] || run cloze --passages "$data/passages.tsv" --out "$data/cloze.npz" --questions 400000
  [ -e "$data/written.jsonl" ] || run written --data "$data" --questions questions/written.tsv
  run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer"
  for pair in mamba:mamba-trivia-32m transformer:transformer-trivia-30m; do
    run support "${pair%:*}" --weights "$weights/${pair#*:}/model.safetensors" --data "$data" --prepared "$out/prepared"
  done
  run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer" # once more: by what `support` found
fi

results=$out/reader-results
mkdir -p "$out/results" "$results"
cp "$tokenizer" "$results/tokenizer.json"
# evaluate KIND WEIGHTS NAME K
evaluate() {
  run evaluate_reader "$1" --weights "$2" --data "$out/prepared" --questions "$data/validation.jsonl" --texts "$data/passages.tsv" \
    --k "$4" --out "$out/results/$3.json"
}
# make KIND FOLDER
make() {
  run train_reader "$1" --data "$out/prepared" --out "$out" --steps 8000 --processes 10 --start "$weights/$2/model.safetensors"
  mkdir -p "$results/$2"
  cp "$out/$1/model.int8.safetensors" "$results/$2/"
  touch "$out/$1.done"
  evaluate "$1" "$results/$2/model.int8.safetensors" "$1-retrieved" 0,1,2,5,10,20
}
CUDA_VISIBLE_DEVICES=1 make mamba mamba-trivia-32m &
CUDA_VISIBLE_DEVICES=0 make transformer transformer-trivia-30m
wait
prompts=../tests/recorded/prompts.json
run record_reference --results "$results" --prompts $prompts # for the configs, and for prompts to start up with
python3 -m four_bits.quantise_reader "$results" --pack ../public/packs/trivia-encyclopaedia
evaluate mamba "$results/mamba-trivia-32m/model.int4.safetensors" mamba-4-bits 1,5,10
evaluate transformer "$results/transformer-trivia-30m/model.int4.safetensors" transformer-4-bits 1,5,10
run record_reference --results "$results" --prompts $prompts --bits 4
echo "Then, with the embedder's folder in $results: python3 export/export_models.py $results ../public/models --bits 4,"
echo "$results/recorded to ../tests/recorded, and reader_training.record_attention; $out/results is results/2026-11-29-written"
