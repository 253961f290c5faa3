namespace Holdfast.Gateway.Ike;

/// <summary>What something that was begun with a peer has come to.</summary>
internal enum AttemptEnd
{
    /// <summary>Nothing.</summary>
    Failed,

    /// <summary>It stands.</summary>
    Stands,

    /// <summary>Nothing, for the peer has begun the same.</summary>
    IsThePeers,
}
