namespace Holdfast.Gateway.Ipsec;

/// <summary>What has become of exchanges since the member started. One thread counts; any may look.
/// </summary>
internal sealed class SaCounts
{
    /// <summary>Requests of ours that were answered.</summary>
    public ulong Ours { get; set; }

    /// <summary>Requests of peers that were taken.</summary>
    public ulong Theirs { get; set; }

    /// <summary>Messages that were said again.</summary>
    public ulong Repeats { get; set; }

    /// <summary>Datagrams that the socket did not take.</summary>
    public ulong Unsent { get; set; }

    /// <summary>CHILD SAs that took the place of others.</summary>
    public ulong ChildRekeys { get; set; }

    /// <summary>IKE SAs that did.</summary>
    public ulong IkeRekeys { get; set; }
}
