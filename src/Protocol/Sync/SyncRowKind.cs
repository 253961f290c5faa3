using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>The kind of a row of a snapshot.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("sync-row-kinds.csv")]
public readonly partial record struct SyncRowKind(byte Value);
