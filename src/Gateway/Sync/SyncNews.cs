using Holdfast.StateMachines.Replication;

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

    /// <summary>A connection is gone, or was refused.</summary>
    public sealed record Lost(byte? Member, string Why) : SyncNews;
}
