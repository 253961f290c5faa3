using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Xfrm;
using Holdfast.Protocol.Esp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// ESP of one CHILD SA in one reign of this member: ciphers, numbers within the lease, a window
/// behind the floor. What the machine grants is written here, and nothing else is sent or accepted.
/// </summary>
internal sealed class Tunnel : IDisposable
{
    /// <summary>How many packets may wait for a lease.</summary>
    public const int HeldMax = 64;

    // The last eighth of the numbers is for the time that a rekey takes.
    private const ulong UsedUpPart = 8;

    private readonly WaitingQueue _waiting = null!;
    private PacedFloor _pace;

    /// <summary>The SA as it last was.</summary>
    public required ChildSa Sa { get; set; }

    /// <summary>Which packets it carries.</summary>
    public required TrafficPair Traffic { get; init; }

    /// <summary>What waits for floors, of all tunnels.</summary>
    public required WaitingRoom Room
    {
        init => _waiting = new(value);
    }

    /// <summary>Where its peer is.</summary>
    public required PeerPlace Place { get; set; }

    /// <summary>It is in the kernel, and nothing of it here; null: it is not.</summary>
    public XfrmPair? Kernel { get; init; }

    /// <summary>What is sent; null: nothing may be.</summary>
    public required EspOutbound? Out { get; init; }

    /// <summary>What is received; null: nothing may be.</summary>
    public required EspInbound? In { get; init; }

    /// <summary>The outbound numbers.</summary>
    public required SequenceLease Lease { get; set; }

    /// <summary>The outbound octets.</summary>
    public required OctetLease Octets { get; set; }

    /// <summary>The inbound numbers.</summary>
    public required InboundFloor Floor
    {
        get => _pace.Floor;
        init => _pace = PacedFloor.Of(value, PacedFloor.FewPerSecond);
    }

    /// <summary>How many authentic packets wait for a floor.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Packets that wait for a lease.</summary>
    public Queue<byte[]> Held { get; } = new();

    /// <summary>The end of the lease that was asked for; 0: none.</summary>
    public ulong AskedLease { get; set; }

    /// <summary>Whether it may be used: numbers were granted, or taken over. Of one whose Delete is
    /// out that changes nothing.</summary>
    public bool IsReady
    {
        get;
        set => field = value && !IsQuiet;
    }

    /// <summary>Whether its Delete is out: the peer has it no more, and nothing is sent over it.
    /// </summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Whether the peer is known to have it too; until then another one is sent over,
    /// where there is one.</summary>
    public bool IsConfirmed { get; set; } = true;

    /// <summary>Whether it is of no use any more where it is, and is rekeyed as soon as may be.
    /// </summary>
    public bool IsUseless { get; set; }

    /// <summary>Whether its numbers come to their end, RFC 4303 §3.3.3: it is rekeyed before.
    /// </summary>
    public bool IsNearlyUsedUp
    {
        get
        {
            var last = SequenceLease.LastOf(Sa.IsExtended);
            var number = Math.Max(Lease.Taken, Kernel?.Sent.Number ?? 0);
            return IsForSending && number > last - (last / UsedUpPart);
        }
    }

    private bool IsForSending => Out is not null || Kernel is { IsSpent: false };

    /// <summary>The kernel has sent so much in all.</summary>
    public void Carried(XfrmCounters sent)
    {
        Lease = SequenceLease.TakenOver(sent.Packets, Sa.IsExtended).Renew(Lease.Through);
        Octets = Octets with { Used = Math.Min(sent.Octets, Octets.Last) };
    }

    /// <summary>A packet was sent.</summary>
    public void Sent(uint octets)
    {
        Lease.TryTake(out _, out var rest);
        Lease = rest;
        Octets.TryUse(octets, out var left);
        Octets = left;
    }

    /// <summary>A packet was accepted.</summary>
    public void Accept(ulong number, Instant now)
    {
        _pace = _pace.Accept(number, now);
        IsConfirmed = true;
    }

    /// <summary>Numbers and octets up to these may be sent.</summary>
    public void Grant(ulong through, ulong octets)
    {
        Lease = Lease.Renew(through);
        Octets = Octets.Renew(octets);
        if (Out is not null)
        {
            Out.Sequence.LeasedThrough = Lease.Through;
        }
    }

    /// <summary>Numbers up to this one may be accepted, and those that are exposed beyond it.
    /// </summary>
    public void Raise(ulong floor) => Keep(_pace.Raise(floor));

    /// <summary>Whether its SA is to end: nothing is sent over it any more, nothing asked for it,
    /// and it accepts what its floor lets in until that is a fact.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Its Delete is out, or that of its IKE SA.</summary>
    public void Quiet() => (IsQuiet, IsReady) = (true, false);

    /// <summary>Its SA is to end, which is no fact yet; what waited for its numbers.</summary>
    public IReadOnlyList<byte[]> Leave()
    {
        byte[][] held = [.. Held];
        Held.Clear();
        (IsEnding, IsReady) = (true, false);
        AskFloor(0);
        return held;
    }

    /// <summary>That its SA has ended is a fact: it accepts all that waits, which a successor
    /// accepts no more.</summary>
    public void End() => Raise(ulong.MaxValue);

    /// <summary>The lower floor to make a fact, where this one was made for more packets than come
    /// now; null: it was not, or a higher one is on its way.</summary>
    /// <param name="now">When.</param>
    /// <param name="block">How far floors lie ahead at most; 0: not at all.</param>
    public ulong? FloorInExcess(Instant now, uint block) =>
        In is null || _waiting.Count > 0 ? null : _pace.Excess(now, block);

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

    private void Keep(PacedFloor pace)
    {
        _pace = pace;
        if (In is not null)
        {
            In.AcceptedThrough = pace.Through;
        }
    }

    /// <summary>The lease to ask for; null: there is enough left.</summary>
    public ulong? LeaseWanted(uint block) =>
        IsForSending && AskedLease <= Lease.Through
        && Lease.Wanted(block, block / 2) is { } lease && lease > AskedLease
            ? lease
            : null;

    /// <summary>The floor to ask for; null: there is enough, or one is on its way.</summary>
    public ulong? FloorWanted(uint block)
    {
        // What the highest one needs is enough for all that wait.
        ReadOnlySpan<WaitingPacket> waiting =
            _waiting.Highest > 0 ? [new(_waiting.Highest, 0)] : [];
        return In is null
            ? null
            : _pace.Wanted(block, SequenceLease.LastOf(Sa.IsExtended), waiting);
    }

    /// <summary>Lets an authentic packet wait for the floor, as long as there is room; false: there
    /// is none, or one of its number waits.</summary>
    public bool TryWait(ulong number, ReadOnlySpan<byte> packet) =>
        _waiting.TryWait(number, packet);

    /// <summary>Hands on the packets that the floor lets in now.</summary>
    public void Release<T>(T state, PacketTaker<T> take) => _waiting.Release(Floor, state, take);

    /// <inheritdoc/>
    public void Dispose()
    {
        Out?.Dispose();
        In?.Dispose();
        Kernel?.Dispose();
        Held.Clear();
        _waiting.Dispose();
    }
}
