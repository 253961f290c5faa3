using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// ESP of one CHILD SA in one reign of a member: real ciphers, numbers within the lease, a window
/// behind the floor. What the machine grants is written here, and nothing else is sent or accepted.
/// </summary>
internal sealed class DataPath
{
    /// <summary>How many packets may wait for a lease.</summary>
    public const int HeldMax = 32;

    /// <summary>How many authentic packets may wait for a floor.</summary>
    public const int WaitingMax = 64;

    private const ulong WornPart = 8;

    // Outer headers, IV, padding and ICV.
    private const int AddedMax = 128;

    private readonly Dictionary<int, Frame> _slots = [];
    private int _nextSlot;
    private PacedFloor _pace;

    /// <summary>The SA as it last was: a rekey of its IKE SA gives it another one.</summary>
    public required ChildSa Sa { get; set; }

    public required Prefix Remote { get; init; }

    public required EspOutbound? Out { get; set; }

    /// <summary>Which nonces are this reign's.</summary>
    public NoncePartition Partition { get; init; }

    public required EspInbound? In { get; init; }

    public SequenceLease Lease { get; set; }

    public OctetLease Octets { get; set; }

    /// <summary>Octets that were received over it in this reign, as they were on the wire.
    /// </summary>
    public ulong Received { get; set; }

    /// <summary>Whether its life is nearly over, in octets that were sent or received.</summary>
    public bool IsWorn => Octets.Last < ulong.MaxValue
        && Math.Max(Octets.Used, Received) >= Octets.Last - (Octets.Last / WornPart);

    /// <summary>Whether somebody is told that it is worn.</summary>
    public bool IsWearTold { get; set; }

    /// <summary>Whether a packet fits into what it may send, whatever it becomes.</summary>
    public bool HasRoomFor(int octets) =>
        Octets.Last == ulong.MaxValue || Octets.Through - Octets.Used >= (ulong)(octets + AddedMax);

    public required InboundFloor Floor
    {
        get => _pace.Floor;
        init => _pace = PacedFloor.Of(value);
    }

    public WaitingPackets Waiting { get; private set; }

    public Queue<byte[]> Held { get; } = new();

    /// <summary>The end of the lease that was asked for; 0: none.</summary>
    public ulong AskedLease { get; set; }

    /// <summary>Whether it may be used: numbers were granted, or taken over.</summary>
    public bool IsReady { get; set; }

    /// <summary>When its member is told again that packets wait until it is rekeyed.</summary>
    public Instant WaitsFrom { get; set; }

    /// <summary>Whether its end is wanted.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Whether no route leads to it any more: it may be deleted.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Whether the peer is known to have it too.</summary>
    public bool IsConfirmed { get; set; } = true;

    /// <summary>Whether a packet of the peer was accepted in this reign.</summary>
    public bool HasHeard { get; set; }

    /// <summary>A packet was accepted.</summary>
    public void Accept(ulong number, Instant now)
    {
        _pace = _pace.Accept(number, now);
        HasHeard = true;
    }

    public void Grant(ulong through, ulong octets)
    {
        Lease = Lease.Renew(through);
        Octets = Octets.Renew(octets);
        if (Out is not null)
        {
            Out.Sequence.LeasedThrough = Lease.Through;
        }
    }

    public void Raise(ulong floor) => Keep(_pace.Raise(floor));

    /// <summary>Its SA is to end, which is no fact yet: nothing is sent over it any more, nothing
    /// asked for it; what waited for its numbers.</summary>
    public IReadOnlyList<byte[]> Leave()
    {
        byte[][] held = [.. Held];
        Held.Clear();
        (IsEnding, IsReady, IsLeaving) = (true, false, true);
        AskFloor(0);
        return held;
    }

    /// <summary>Whether no row has its SA any more.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>That its SA has ended is a fact: it accepts all that waits, which a successor
    /// accepts no more.</summary>
    public void End() => Raise(ulong.MaxValue);

    /// <summary>The lower floor to make a fact; null: this one is near enough, or a higher one is
    /// on its way.</summary>
    public ulong? FloorInExcess(Instant now, uint block) =>
        In is null || Waiting.Packets.Count > 0 ? null : _pace.Excess(now, block);

    /// <summary>Whether a higher floor was asked for and is no fact yet.</summary>
    public bool IsRising => _pace.IsRising;

    /// <summary>Nothing beyond this floor is accepted from now on; what undoes that.</summary>
    public InboundFloor Lower(ulong floor)
    {
        var before = Floor;
        Keep(_pace.Lower(floor));
        return before;
    }

    /// <summary>This floor was asked for; 0: it comes no more, and is asked for anew.</summary>
    public void AskFloor(ulong floor) => _pace = _pace.Ask(floor);

    /// <summary>The floor to ask for; null: there is enough, or one is on its way.</summary>
    public ulong? FloorWanted(uint block) => In is null
        ? null
        : _pace.Wanted(block, SequenceLease.LastOf(Sa.IsExtended), Waiting.Packets.Span);

    private void Keep(PacedFloor pace)
    {
        _pace = pace;
        if (In is not null)
        {
            In.AcceptedThrough = pace.Through;
        }
    }

    /// <summary>Lets an authentic packet wait for the floor.</summary>
    public bool TryWait(ulong number, Frame frame)
    {
        if (!Waiting.TryWait(new(number, _nextSlot), WaitingMax, out var then))
        {
            Waiting = then;
            return false;
        }

        Waiting = then;
        _slots.Add(_nextSlot++, frame);
        return true;
    }

    /// <summary>The packets that the floor lets in now.</summary>
    public List<Frame> Release()
    {
        var released = new List<Frame>();
        if (Waiting.Packets.Count > 0)
        {
            var open = Waiting.Release(Floor, out var then);
            Waiting = then;
            foreach (var packet in open)
            {
                _slots.Remove(packet.Slot, out var frame);
                released.Add(frame!);
            }
        }

        return released;
    }

    /// <summary>The SA as its packets name it: the cluster's end.</summary>
    /// <param name="spi">Where its receiver knows it.</param>
    /// <param name="isExtended">Whether numbers have 64 bits.</param>
    /// <param name="outer">From where to where.</param>
    /// <param name="mode">Tunnel, or transport.</param>
    /// <param name="udp">The ports of UDP around it; null: there is none.</param>
    public static IpsecSa Named(
        Spi spi, bool isExtended, TunnelEndpoints outer, IpsecMode mode = IpsecMode.Tunnel,
        UdpPorts? udp = null) =>
        new(spi, mode, isExtended) { Outer = mode == IpsecMode.Tunnel ? outer : null, Udp = udp };

    /// <summary>What is sent under an SA.</summary>
    public static EspOutbound Outbound(
        IpsecSa sa, PacketCipher cipher, NoncePartition partition, FillRandom random, ulong next,
        ulong counter = 0) => new(
            sa, cipher, new IvSource(cipher.Encryption, partition, random, counter),
            new OutboundSequence(sa.IsExtended, next));

    /// <summary>What is received under an SA.</summary>
    public static EspInbound Inbound(IpsecSa sa, PacketCipher cipher, int window, ulong floor) =>
        new(sa, cipher, new ReplayWindow(window, sa.IsExtended, floor));
}
