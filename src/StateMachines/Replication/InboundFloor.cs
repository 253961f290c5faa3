namespace Holdfast.StateMachines.Replication;

/// <summary>What an inbound floor says of an authentic packet that its window calls new.</summary>
public enum FloorVerdict : byte
{
    /// <summary>Accept it.</summary>
    Open,

    /// <summary>
    /// It may have been accepted by the member that was active before: accept it never.
    /// </summary>
    Below,

    /// <summary>It waits until a standby has acknowledged a higher floor.</summary>
    Beyond,
}

/// <summary>
/// The sequence numbers that a member may accept on an inbound SA: those above what its predecessor
/// may have accepted, and up to the floor that a standby has acknowledged (plus what the policy
/// leaves exposed). Whoever takes over accepts only above that floor, so nothing is accepted twice
/// (RFC 6027 §3.5). It stands behind the replay window and the ICV, never before them. A value:
/// 32 octets, nothing allocated.
/// </summary>
public readonly record struct InboundFloor
{
    private InboundFloor(ulong bottom, ulong top, ulong floor, ulong exposed)
    {
        Bottom = bottom;
        Top = top;
        Floor = floor;
        Exposed = exposed;
    }

    /// <summary>The highest number that is never accepted here; 0 is none.</summary>
    public ulong Bottom { get; }

    /// <summary>The highest number accepted.</summary>
    public ulong Top { get; }

    /// <summary>The highest number that a standby has acknowledged as accepted, in advance.
    /// </summary>
    public ulong Floor { get; }

    /// <summary>
    /// How many numbers beyond the floor are accepted all the same: 0 never lets one be accepted
    /// twice, more bounds how many can.
    /// </summary>
    public ulong Exposed { get; }

    /// <summary>How many accepted numbers a takeover now would accept once more.</summary>
    public ulong Exposure => Top > Floor ? Top - Floor : 0;

    /// <summary>The floor of a new SA: nothing is accepted, nothing acknowledged.</summary>
    public static InboundFloor New(ulong exposed) => new(0, 0, 0, exposed);

    /// <summary>The floor of whoever takes over: only numbers above it are accepted.</summary>
    public static InboundFloor TakenOver(ulong floor, ulong exposed) =>
        new(floor, floor, floor, exposed);

    /// <summary>
    /// How far a floor lies ahead of the highest number accepted: what arrives in 50 ms at the
    /// measured rate, at least 2, never more than the block. It is what a takeover loses.
    /// </summary>
    /// <param name="packetsPerSecond">The rate, measured over the last second or so.</param>
    /// <param name="block">The most; at least 2.</param>
    public static ulong Ahead(ulong packetsPerSecond, ulong block) =>
        Math.Min(Math.Max(2, packetsPerSecond / 20), block);

    /// <summary>What is to be done with an authentic packet of that number.</summary>
    public FloorVerdict Judge(ulong number) =>
        number <= Bottom ? FloorVerdict.Below
        : number > Floor && number - Floor > Exposed ? FloorVerdict.Beyond
        : FloorVerdict.Open;

    /// <summary>The floor after a packet of that number was accepted.</summary>
    public InboundFloor Accept(ulong number) =>
        new(Bottom, Math.Max(Top, number), Floor, Exposed);

    /// <summary>The floor with a higher one acknowledged; by a lower one it stays.</summary>
    public InboundFloor Raise(ulong floor) => new(Bottom, Top, Math.Max(Floor, floor), Exposed);

    /// <summary>
    /// The floor as low as it may be, from now on: nothing beyond it is accepted, whatever was
    /// acknowledged, before one is raised again. Never below what was accepted.
    /// </summary>
    public InboundFloor Lower(ulong floor) =>
        new(Bottom, Top, Math.Min(Floor, Math.Max(floor, Top)), Exposed);

    /// <summary>
    /// The lower floor to make a fact, where this one lies further ahead than its rate asks for: a
    /// takeover would lose all in between, however long that takes to come. Null: it is near.
    /// </summary>
    /// <param name="ahead">From <see cref="Ahead"/>, at the rate of now.</param>
    public ulong? Excess(ulong ahead) =>
        Floor > Top && Floor - Top > 2 * ahead ? Top + ahead : null;

    /// <summary>
    /// The floor to ask for, once less than half of the way ahead is left; null while there is
    /// enough.
    /// </summary>
    /// <param name="ahead">From <see cref="Ahead"/>.</param>
    /// <param name="last">The last number of the SA.</param>
    public ulong? Wanted(ulong ahead, ulong last)
    {
        if (Floor > Top && Floor - Top > ahead / 2)
        {
            return null;
        }

        var wanted = ahead > last - Top ? last : Top + ahead;
        return wanted > Floor ? wanted : null;
    }

    /// <summary>
    /// The floor to ask for when an authentic packet of that number is there: where it has to wait,
    /// as far ahead of it as of one that was accepted. What was lost before it on its way comes no
    /// more, so no other packet would ask. Null while there is enough.
    /// </summary>
    /// <param name="number">The number of the packet.</param>
    /// <param name="ahead">From <see cref="Ahead"/>.</param>
    /// <param name="last">The last number of the SA.</param>
    public ulong? WantedBy(ulong number, ulong ahead, ulong last) =>
        Judge(number) != FloorVerdict.Beyond ? Wanted(ahead, last)
        : ahead > last - Math.Min(number, last) ? last
        : number + ahead;

    /// <summary>From where to where, and what is acknowledged.</summary>
    public override string ToString() => $"above {Bottom}, at {Top}, up to {Floor} + {Exposed}";
}
