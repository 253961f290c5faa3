using Holdfast.Protocol.Ipsec;

namespace Holdfast.Gateway.Tunnels;

/// <summary>Why a packet goes nowhere.</summary>
internal enum PacketDrop : byte
{
    /// <summary>Traffic is closed here.</summary>
    Closed,

    /// <summary>No SA that may be used is for it.</summary>
    NoSa,

    /// <summary>It is not what its SA carries (RFC 4301 §5.2), or no IP packet.</summary>
    NotSelected,

    /// <summary>Its number was accepted before, or lies left of the window.</summary>
    Replayed,

    /// <summary>Its ICV does not fit.</summary>
    NotAuthentic,

    /// <summary>Too many wait for the floor already.</summary>
    FloorFull,

    /// <summary>Too many wait for a lease already.</summary>
    LeaseFull,

    /// <summary>Numbers or nonces of its SA are used up.</summary>
    Exhausted,

    /// <summary>Anything else that ESP refuses.</summary>
    Malformed,

    /// <summary>What the TUN device said of it makes no sense.</summary>
    BadOffload,

    /// <summary>The socket did not take it.</summary>
    SendRefused,

    /// <summary>The TUN device did not take it.</summary>
    DeviceRefused,
}

/// <summary>What has gone through since the member started, and what has not. One thread counts;
/// any may look.</summary>
internal sealed class TrafficCounts
{
    private readonly ulong[] _drops = new ulong[Enum.GetValues<PacketDrop>().Length];

    /// <summary>Clear packets that peers have sent.</summary>
    public ulong PacketsIn { get; private set; }

    /// <summary>Octets of those.</summary>
    public ulong OctetsIn { get; private set; }

    /// <summary>Clear packets that were sealed for peers.</summary>
    public ulong PacketsOut { get; private set; }

    /// <summary>Octets of those.</summary>
    public ulong OctetsOut { get; private set; }

    /// <summary>Packets that have waited for a floor.</summary>
    public ulong FloorWaits { get; private set; }

    /// <summary>Packets that have waited for a lease.</summary>
    public ulong LeaseWaits { get; private set; }

    /// <summary>Packets that went nowhere for that reason.</summary>
    public ulong this[PacketDrop why] => _drops[(int)why];

    /// <summary>A clear packet came.</summary>
    public void In(int octets)
    {
        PacketsIn++;
        OctetsIn += (ulong)octets;
    }

    /// <summary>The kernel has carried more.</summary>
    public void Carry(ulong packetsIn, ulong octetsIn, ulong packetsOut, ulong octetsOut)
    {
        PacketsIn += packetsIn;
        OctetsIn += octetsIn;
        PacketsOut += packetsOut;
        OctetsOut += octetsOut;
    }

    /// <summary>A clear packet was sealed.</summary>
    public void Out(int octets)
    {
        PacketsOut++;
        OctetsOut += (ulong)octets;
    }

    /// <summary>Packets go nowhere.</summary>
    public void Drop(PacketDrop why, int count = 1) => _drops[(int)why] += (ulong)count;

    /// <summary>A packet waits for a floor; false: it does not.</summary>
    public void WaitForFloor(bool waits)
    {
        if (waits)
        {
            FloorWaits++;
        }
        else
        {
            Drop(PacketDrop.FloorFull);
        }
    }

    /// <summary>A packet waits for a lease; false: it does not.</summary>
    public void WaitForLease(bool waits)
    {
        if (waits)
        {
            LeaseWaits++;
        }
        else
        {
            Drop(PacketDrop.LeaseFull);
        }
    }

    /// <summary>A reason as it is told.</summary>
    public static string Word(PacketDrop why) => why switch
    {
        PacketDrop.Closed => "closed",
        PacketDrop.NoSa => "no_sa",
        PacketDrop.NotSelected => "not_selected",
        PacketDrop.Replayed => "replayed",
        PacketDrop.NotAuthentic => "not_authentic",
        PacketDrop.FloorFull => "floor_full",
        PacketDrop.LeaseFull => "lease_full",
        PacketDrop.Exhausted => "exhausted",
        PacketDrop.Malformed => "malformed",
        PacketDrop.BadOffload => "bad_offload",
        PacketDrop.SendRefused => "send_refused",
        PacketDrop.DeviceRefused => "device_refused",
    };

    /// <summary>Why ESP refused one.</summary>
    public static PacketDrop Of(PacketFault fault) => fault switch
    {
        PacketFault.Duplicate or PacketFault.TooOld => PacketDrop.Replayed,
        PacketFault.NotAuthentic => PacketDrop.NotAuthentic,
        PacketFault.OtherSa => PacketDrop.NoSa,
        PacketFault.Exhausted => PacketDrop.Exhausted,
        PacketFault.None or PacketFault.Malformed or PacketFault.Fragment
            or PacketFault.NotProtected or PacketFault.AwaitsFloor or PacketFault.BadPadding
            or PacketFault.Dummy or PacketFault.WrongNextHeader or PacketFault.WrongEcn
            or PacketFault.HopLimitUsedUp or PacketFault.TooLong or PacketFault.OutputTooSmall
            or PacketFault.LeaseUsedUp => PacketDrop.Malformed,
    };
}
