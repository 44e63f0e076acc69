import type { Manifest } from './manifest.js'

/** How to use a hub model that has no manifest of its own. */
export interface Recipe extends Manifest {
  /** The commit that is fetched unless the user names another revision; `files` are its hashes. */
  revision: string
}

const common = { dimension: 384, output: 'last_hidden_state', normalise: true, combine: 'sum' } as const

/**
 * Pooling, prefix and length are those of each model's card. E5 was trained with a prefix on every text: "query: " is the
 * one for texts that are compared with their like. BGE takes its first token, as its own pooling file says (examples that
 * average its tokens are to be found); its instruction is for short search queries alone, which a mail is not.
 */
const known: Recipe[] = [
  {
    ...common,
    name: 'Xenova/all-MiniLM-L6-v2',
    revision: '751bff37182d3f1213fa05d7196b954e230abad9',
    maxTokens: 256,
    pooling: 'mean',
    prefix: '',
    files: {
      'config.json': '7135149f7cffa1a573466c6e4d8423ed73b62fd2332c575bf738a0d033f70df7',
      'tokenizer.json': 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
      'tokenizer_config.json': '9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3',
      'onnx/model_quantized.onnx': 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
    },
  },
  {
    ...common,
    name: 'Xenova/multilingual-e5-small',
    revision: '761b726dd34fb83930e26aab4e9ac3899aa1fa78',
    maxTokens: 512,
    pooling: 'mean',
    prefix: 'query: ',
    files: {
      'config.json': 'cb99455288675345e1a4f411438d5d0adbba5fbd3a67ea4fb03c015433b996c1',
      'tokenizer.json': '0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39',
      'tokenizer_config.json': 'a1d6bc8734a6f635dc158508bef000f8e2e5a759c7d92f984b2c86e5ff53425b',
      'onnx/model_quantized.onnx': 'f80102d3f2a1229f387d3c81909990d8945513e347b0eab049f7de3c6f98c193',
    },
  },
  {
    ...common,
    name: 'Xenova/bge-small-en-v1.5',
    revision: 'ea104dacec62c0de699686887e3f920caeb4f3e3',
    maxTokens: 512,
    pooling: 'cls',
    prefix: '',
    files: {
      'config.json': 'fa73f90bf92c8cace1fbcb709626306f2bdbc9ea3e5b5f94b440df9b6aa56350',
      'tokenizer.json': 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66',
      'tokenizer_config.json': '9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3',
      'onnx/model_quantized.onnx': '6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4',
    },
  },
]

export const recipes: ReadonlyMap<string, Recipe> = new Map(known.map((recipe) => [recipe.name, recipe]))
