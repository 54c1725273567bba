// Causal depthwise convolution over time with four taps, then silu; forward and backward (part of Mamba's block).
//
//   c_t = bias + sum_i w_i x_(t-3+i)        u_t = c_t sigmoid(c_t)
//
// Shapes: x, u, and their gradients [B, L, D] bf16, contiguous; w [D, 4], bias [D] f32. L a multiple of SPAN, D of 4.
// A thread owns four channels over SPAN tokens; a window of the last four columns stays in registers.
#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <cstdint>

namespace {

constexpr int TAPS = 4, WIDTH = 4, SPAN = 64, THREADS = 256;

using bf16 = __nv_bfloat16;

__device__ __forceinline__ void load4(const bf16 *p, float (&out)[WIDTH]) {
  const uint2 packed = *reinterpret_cast<const uint2 *>(p);
  const __nv_bfloat162 *pairs = reinterpret_cast<const __nv_bfloat162 *>(&packed);
  const float2 first = __bfloat1622float2(pairs[0]), second = __bfloat1622float2(pairs[1]);
  out[0] = first.x, out[1] = first.y, out[2] = second.x, out[3] = second.y;
}

__device__ __forceinline__ void store4(bf16 *p, const float (&in)[WIDTH]) {
  uint2 packed;
  __nv_bfloat162 *pairs = reinterpret_cast<__nv_bfloat162 *>(&packed);
  pairs[0] = __floats2bfloat162_rn(in[0], in[1]);
  pairs[1] = __floats2bfloat162_rn(in[2], in[3]);
  *reinterpret_cast<uint2 *>(p) = packed;
}

__device__ __forceinline__ float sigmoid(float x) { return 1.f / (1.f + __expf(-x)); }

/** Moves the window one token on: window[TAPS - 1] becomes x_t (zero before the sequence starts or after it ends). */
__device__ __forceinline__ void advance(float (&window)[TAPS][WIDTH], const bf16 *row, bool inside) {
#pragma unroll
  for (int i = 0; i + 1 < TAPS; i++)
#pragma unroll
    for (int j = 0; j < WIDTH; j++) window[i][j] = window[i + 1][j];
  if (inside) {
    load4(row, window[TAPS - 1]);
  } else {
#pragma unroll
    for (int j = 0; j < WIDTH; j++) window[TAPS - 1][j] = 0.f;
  }
}

__global__ void __launch_bounds__(THREADS) forward_kernel(const bf16 *__restrict__ x, const float *__restrict__ w,
                                                          const float *__restrict__ bias, bf16 *__restrict__ u,
                                                          int length, int channels) {
  const int channel = (blockIdx.z * THREADS + threadIdx.x) * WIDTH;
  if (channel >= channels) return;
  const int64_t origin = (int64_t)blockIdx.y * length;
  const int start = blockIdx.x * SPAN;
  float taps[WIDTH][TAPS], base[WIDTH], window[TAPS][WIDTH];
#pragma unroll
  for (int j = 0; j < WIDTH; j++) {
    base[j] = bias[channel + j];
#pragma unroll
    for (int i = 0; i < TAPS; i++) taps[j][i] = w[(channel + j) * TAPS + i];
  }
  for (int t = start - TAPS + 1; t < start; t++) advance(window, x + (origin + t) * channels + channel, t >= 0);
#pragma unroll 4
  for (int t = start; t < start + SPAN; t++) {
    advance(window, x + (origin + t) * channels + channel, true);
    float out[WIDTH];
#pragma unroll
    for (int j = 0; j < WIDTH; j++) {
      float c = base[j];
#pragma unroll
      for (int i = 0; i < TAPS; i++) c = fmaf(taps[j][i], window[i][j], c);
      out[j] = c * sigmoid(c);
    }
    store4(u + (origin + t) * channels + channel, out);
  }
}

__global__ void __launch_bounds__(THREADS) backward_kernel(const bf16 *__restrict__ x, const float *__restrict__ w,
                                                           const float *__restrict__ bias,
                                                           const bf16 *__restrict__ du, bf16 *__restrict__ dx,
                                                           float *__restrict__ dw, float *__restrict__ dbias,
                                                           int length, int channels) {
  const int channel = (blockIdx.z * THREADS + threadIdx.x) * WIDTH;
  if (channel >= channels) return;
  const int64_t origin = (int64_t)blockIdx.y * length;
  const int start = blockIdx.x * SPAN;
  float taps[WIDTH][TAPS], base[WIDTH], window[TAPS][WIDTH], slope[TAPS][WIDTH], grad_w[WIDTH][TAPS], grad_b[WIDTH];
#pragma unroll
  for (int j = 0; j < WIDTH; j++) {
    base[j] = bias[channel + j];
    grad_b[j] = 0.f;
#pragma unroll
    for (int i = 0; i < TAPS; i++) {
      taps[j][i] = w[(channel + j) * TAPS + i];
      grad_w[j][i] = slope[i][j] = 0.f;
    }
  }
  for (int t = start - TAPS + 1; t < start; t++) advance(window, x + (origin + t) * channels + channel, t >= 0);
  // Three tokens past the span: their slopes reach back into it.
#pragma unroll 4
  for (int t = start; t < start + SPAN + TAPS - 1; t++) {
    const bool inside = t < length;
    const int64_t at = (origin + t) * channels + channel;
    advance(window, x + at, inside);
    float up[WIDTH] = {0.f, 0.f, 0.f, 0.f}, out[WIDTH];
    if (inside) load4(du + at, up);
#pragma unroll
    for (int j = 0; j < WIDTH; j++) {
      float c = base[j];
#pragma unroll
      for (int i = 0; i < TAPS; i++) c = fmaf(taps[j][i], window[i][j], c);
      const float sig = sigmoid(c);
#pragma unroll
      for (int i = 0; i + 1 < TAPS; i++) slope[i][j] = slope[i + 1][j];
      slope[TAPS - 1][j] = up[j] * sig * (1.f + c * (1.f - sig));
      if (t < start + SPAN) {
        grad_b[j] += slope[TAPS - 1][j];
#pragma unroll
        for (int i = 0; i < TAPS; i++) grad_w[j][i] = fmaf(slope[TAPS - 1][j], window[i][j], grad_w[j][i]);
      }
      // x_(t-3) took part in c_(t-3), .., c_t with taps 3, .., 0.
      out[j] = 0.f;
#pragma unroll
      for (int i = 0; i < TAPS; i++) out[j] = fmaf(taps[j][TAPS - 1 - i], slope[i][j], out[j]);
    }
    if (t >= start + TAPS - 1) store4(dx + at - (TAPS - 1) * (int64_t)channels, out);
  }
#pragma unroll
  for (int j = 0; j < WIDTH; j++) {
    atomicAdd(dbias + channel + j, grad_b[j]);
#pragma unroll
    for (int i = 0; i < TAPS; i++) atomicAdd(dw + (channel + j) * TAPS + i, grad_w[j][i]);
  }
}

dim3 grid(int batch, int length, int channels) {
  return dim3(length / SPAN, batch, (channels + THREADS * WIDTH - 1) / (THREADS * WIDTH));
}

}  // namespace

extern "C" int causal_conv_forward(const void *x, const void *w, const void *bias, void *u, int batch, int length,
                                   int channels, void *stream) {
  forward_kernel<<<grid(batch, length, channels), THREADS, 0, (cudaStream_t)stream>>>(
      (const bf16 *)x, (const float *)w, (const float *)bias, (bf16 *)u, length, channels);
  return (int)cudaGetLastError();
}

extern "C" int causal_conv_backward(const void *x, const void *w, const void *bias, const void *du, void *dx, void *dw,
                                    void *dbias, int batch, int length, int channels, void *stream) {
  backward_kernel<<<grid(batch, length, channels), THREADS, 0, (cudaStream_t)stream>>>(
      (const bf16 *)x, (const float *)w, (const float *)bias, (const bf16 *)du, (bf16 *)dx, (float *)dw, (float *)dbias,
      length, channels);
  return (int)cudaGetLastError();
}
