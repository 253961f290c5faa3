using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Explorer;

/// <summary>An event as a number: kind, whom it happens to, which of several.</summary>
internal static class Happening
{
    /// <summary>The number.</summary>
    public static int Of(EventKind kind, int whom = 0, int which = 0) =>
        ((int)kind << 26) | (whom << 16) | which;

    /// <summary>The kind.</summary>
    public static EventKind KindOf(int happening) => (EventKind)(happening >> 26);

    /// <summary>Whom it happens to: a member, a way, or nobody.</summary>
    public static int WhomOf(int happening) => (happening >> 16) & 0x3FF;

    /// <summary>Which of several.</summary>
    public static int WhichOf(int happening) => happening & 0xFFFF;

    /// <summary>Whether it happens without a fault or a mend.</summary>
    public static bool IsOrdinary(int happening) =>
        KindOf(happening) is EventKind.Time or EventKind.Tick or EventKind.Deliver;
}
