namespace Holdfast.Gateway.Loading;

/// <summary>What happened to the IKE SAs of all peers.</summary>
internal sealed class LoadCounts
{
    /// <summary>How long each handshake took that made an IKE SA.</summary>
    public List<TimeSpan> Handshakes { get; } = [];

    /// <summary>Handshakes that made none.</summary>
    public int Failed { get; set; }

    /// <summary>Why the last one did not; null: none failed.</summary>
    public string? Failure { get; set; }

    /// <summary>IKE SAs that the gateway has ended, or left without an answer.</summary>
    public int Ended { get; set; }

    /// <summary>Requests of the gateway that were answered.</summary>
    public ulong Requests { get; set; }

    /// <summary>Message IDs that were synchronised, RFC 6311.</summary>
    public ulong Syncs { get; set; }

    /// <summary>CHILD SAs that took the place of another one.</summary>
    public ulong ChildRekeys { get; set; }

    /// <summary>IKE SAs that took the place of another one.</summary>
    public ulong IkeRekeys { get; set; }
}

/// <summary>What IKE of all peers needs of what is around it.</summary>
internal interface ILoadCarrier
{
    /// <summary>Sends datagrams of IKE to the gateway.</summary>
    void Send(Codec.Items<Codec.Octets> octets);

    /// <summary>A peer has a CHILD SA; the keys are whoever's who takes them.</summary>
    void Up(int peer, StateMachines.Ike.EstablishedChild child, Ipsec.KeyMaterial keys);

    /// <summary>A CHILD SA is gone.</summary>
    void Down(int peer, Protocol.Spi inbound);

    /// <summary>Nothing is sent over a CHILD SA any more.</summary>
    void Quiet(int peer, Protocol.Spi inbound);

    /// <summary>A handshake has come to an end: there is an IKE SA with a CHILD SA, or not.
    /// </summary>
    void Settled(int peer, bool stands);

    /// <summary>A peer has no IKE SA any more.</summary>
    void Gone(int peer);
}
