using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>The kind of a change in a fact.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("sync-change-kinds.csv")]
public readonly partial record struct SyncChangeKind(ushort Value);
