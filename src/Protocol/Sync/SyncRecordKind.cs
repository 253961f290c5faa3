using Holdfast.Codec;

namespace Holdfast.Protocol.Sync;

/// <summary>The kind of a record of the sync channel.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("sync-record-kinds.csv")]
public readonly partial record struct SyncRecordKind(byte Value);
