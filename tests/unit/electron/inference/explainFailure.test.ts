import { expect, test } from 'vitest';
import { explainDevice, explainLoadFailure, explainRunFailure } from '../../../../electron/inference/explainFailure.ts';

/** What onnxruntime 1.30 says, word for word, and what a person is told. */
const load: readonly (readonly [said: string, code: string, message: string])[] = [
  [
    'Load model from /m.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model_load_utils.h:46 void onnxruntime::model_load_utils::ValidateOpsetForDomain(const std::unordered_map<std::__cxx11::basic_string<char>, int>&, const onnxruntime::logging::Logger&, bool, const std::string&, int) ONNX Runtime only *guarantees* support for models stamped with official released onnx opset versions. Opset 99 is under development and support for this is limited. The operator schemas and or other functionality may change before next ONNX release and in this case ONNX Runtime will not guarantee backward compatibility. Current official support for domain ai.onnx is till opset 26.\n',
    'model.opset',
    'The model m was exported with opset 99; the runtime knows opsets up to 26.',
  ],
  [
    'Load model from /m.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model.cc:202 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&, const onnxruntime::IOnnxRuntimeOpSchemaRegistryList*, const onnxruntime::logging::Logger&, const onnxruntime::ModelOptions&) Unsupported model IR version: 99, max supported IR version: 13\n',
    'model.irVersion',
    'The model m has format version 99; the runtime knows versions up to 13.',
  ],
  [
    'Load model from /m.onnx failed:Fatal error: com.acme:Magic(-1) is not a registered function/op',
    'model.unknownOp',
    'The model m uses the operator com.acme:Magic, which the runtime does not have.',
  ],
  [
    "Could not find an implementation for ConvInteger(10) node with name ''",
    'model.unknownOp',
    'The model m uses the operator ConvInteger, which the runtime does not have.',
  ],
  [
    'Load model from /m.onnx failed:/onnxruntime_src/onnxruntime/core/graph/graph.cc:1555 void onnxruntime::Graph::InitializeStateFromModelFileGraphProto() This is an invalid model. Graph output (y) does not exist in the graph.\n',
    'model.invalid',
    'The model m contradicts itself: This is an invalid model. Graph output (y) does not exist in the graph.',
  ],
  ['std::bad_alloc', 'model.outOfMemory', 'There is not enough memory to load the model m.'],
  ['Something new\nand long', 'model.loadFailed', 'The model m could not be loaded: Something new.'],
];

test.each(load)('%#: of what the runtime says a person is told what counts', (said, code, message) => {
  expect(explainLoadFailure(new Error(said), 'm')).toMatchObject({ code, message, hint: expect.any(String) as string });
});

test('an image that fails is named with the model and the operator', () => {
  const said =
    "Non-zero status code returned while running Reshape node. Name:'' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:46 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape.";
  expect(explainRunFailure(new Error(said), 'm', 'a.png').message).toBe(
    'The model m failed on a.png: Reshape: The input tensor cannot be reshaped to the requested shape.',
  );
  expect(explainRunFailure(new Error('Failed to allocate memory for requested buffer'), 'm', 'a.png')).toMatchObject({
    code: 'model.outOfMemoryOn',
    message: 'There was not enough memory to run the model m on a.png.',
  });
});

test('a provider that does not work says why in a few words', () => {
  const said =
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n';
  expect(explainDevice(new Error(said))).toBe('Failed to get a WebGPU adapter: No supported adapters');
});
