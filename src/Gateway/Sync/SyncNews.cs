using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Sync;

/// <summary>What the sync channel tells the member.</summary>
internal abstract record SyncNews
{
    private SyncNews()
    {
    }

    /// <summary>A connection to a member is there, authenticated.</summary>
    public sealed record Connected(byte Member) : SyncNews;

    /// <summary>A member said something.</summary>
    public sealed record Said(byte From, SyncMessage Message) : SyncNews;

    /// <summary>A member knows keys, which facts behind this one name.</summary>
    /// <param name="Handle">By which they are named.</param>
    /// <param name="Material">The keys; whoever hears it disposes them.</param>
    public sealed record Learned(KeyHandle Handle, Secret Material) : SyncNews;

    /// <summary>A connection is gone, or was refused.</summary>
    public sealed record Lost(byte? Member, string Why) : SyncNews;
}
