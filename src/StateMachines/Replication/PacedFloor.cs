namespace Holdfast.StateMachines.Replication;

/// <summary>
/// The floor of an inbound SA as whoever accepts its packets keeps it: how fast they come, which
/// floor was asked for and is no fact yet, and so when to ask for a higher one, or to give some of
/// it back (docs/adr/0044). Where few packets come it lies at what was accepted, and each one waits
/// until it is acknowledged itself (docs/adr/0077). A value, nothing allocated.
/// </summary>
public readonly record struct PacedFloor
{
    /// <summary>How many packets in a second are so few, where nothing else is said, that nothing
    /// should be acknowledged ahead of them: what a takeover then refuses of the packets behind it
    /// would be a long time of theirs.</summary>
    public const uint FewPerSecond = 10;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);

    /// <summary>What may be accepted.</summary>
    public InboundFloor Floor { get; private init; }

    /// <summary>The floor that was asked for; 0: none.</summary>
    public ulong Asked { get; private init; }

    /// <summary>With how many packets in a second at most nothing is asked for ahead.</summary>
    public uint Few { get; private init; }

    private Instant From { get; init; }

    private uint Count { get; init; }

    private uint Rate { get; init; }

    /// <summary>One of which nothing was heard yet.</summary>
    /// <param name="floor">What may be accepted.</param>
    /// <param name="few">With how many packets in a second at most nothing is asked for ahead, and
    /// each waits for its own number; 0: it is always.</param>
    public static PacedFloor Of(InboundFloor floor, uint few = 0) =>
        new() { Floor = floor, Few = few };

    /// <summary>Whether a higher floor was asked for and is no fact yet.</summary>
    public bool IsRising => Asked > Floor.Floor;

    /// <summary>A packet of that number was accepted.</summary>
    public PacedFloor Accept(ulong number, Instant now)
    {
        var isOver = now - From >= Measured;
        return this with
        {
            Floor = Floor.Accept(number),
            Rate = !isOver ? Rate : now - From >= Measured * 2 ? 1 : Count,
            From = isOver ? now : From,
            Count = isOver ? 1 : Count + 1,
        };
    }

    /// <summary>A higher floor was asked for; 0: it comes no more, and is asked for anew.</summary>
    public PacedFloor Ask(ulong floor) => this with { Asked = floor };

    /// <summary>A floor has taken effect; by a lower one it stays.</summary>
    public PacedFloor Raise(ulong floor) => this with { Floor = Floor.Raise(floor) };

    /// <summary>Nothing beyond this floor is accepted from now on; never below what was accepted.
    /// </summary>
    public PacedFloor Lower(ulong floor) => this with { Floor = Floor.Lower(floor), Asked = 0 };

    /// <summary>
    /// The floor to ask for: ahead of what was accepted, and of what waits; of few packets at those
    /// that wait. Of the peer's packets more may be lost than the floor lies ahead, and then only
    /// those that wait say how far it is. Null while there is enough, and while one is on its way:
    /// what waits meanwhile asks with the next.
    /// </summary>
    /// <param name="block">How far it lies ahead at most.</param>
    /// <param name="last">The last number of the SA.</param>
    /// <param name="waiting">What waits.</param>
    public ulong? Wanted(uint block, ulong last, ReadOnlySpan<WaitingPacket> waiting)
    {
        if (IsRising)
        {
            return null;
        }

        var ahead = AheadOf(Rate, Count, block);
        var wanted = Floor.Wanted(ahead, last);
        foreach (var packet in waiting)
        {
            var beyond = packet.Number > last - ahead ? last : packet.Number + ahead;
            wanted = wanted is { } floor && floor >= beyond ? floor : beyond;
        }

        return wanted > Asked ? wanted : null;
    }

    /// <summary>The lower floor to make a fact, where this one was made for more packets than come
    /// now; null: it was not, or a higher one is on its way.</summary>
    /// <param name="now">When.</param>
    /// <param name="block">How far floors lie ahead at most; 0: not at all.</param>
    public ulong? Excess(Instant now, uint block)
    {
        if (IsRising)
        {
            return null;
        }

        var rate = now - From >= Measured * 2 ? 0 : Math.Max(Rate, Count);
        return Floor.Excess(AheadOf(rate, rate, block));
    }

    private ulong AheadOf(uint rate, uint count, uint block) =>
        block == 0 || (Few > 0 && Math.Max(rate, count) <= Few)
            ? 0
            : InboundFloor.Ahead(rate, block);

    /// <summary>The highest number that is accepted.</summary>
    public ulong Through => Floor.Floor > ulong.MaxValue - Floor.Exposed
        ? ulong.MaxValue
        : Floor.Floor + Floor.Exposed;
}
