namespace Holdfast.Fuzz.Codec;

/// <summary>Records of the sync channel, and what they hold.</summary>
internal sealed class SyncRecordsTarget() : CodecTarget("sync-records", WireFamily.Of(["Sync"]));
