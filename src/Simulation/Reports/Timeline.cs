using Holdfast.Codec;

namespace Holdfast.Simulation.Reports;

/// <summary>
/// What happened along one axis, as lanes with spans and marks. Whoever plays a run fills it in;
/// whoever draws it needs to know no machine.
/// </summary>
/// <param name="Says">What it shows, in a sentence.</param>
/// <param name="Length">Where the axis ends; it begins at 0.</param>
/// <param name="Ticks">What stands at the axis.</param>
/// <param name="Lanes">The lanes, those of a group one after the other.</param>
public sealed record Timeline(
    string Says, double Length, Items<TimelineTick> Ticks, Items<TimelineLane> Lanes)
{
    /// <summary>From where on everything repeats for ever; null: it ends.</summary>
    public double? RepeatsFrom { get; init; }
}

/// <summary>A place of the axis that is named.</summary>
/// <param name="At">Where.</param>
/// <param name="Text">Its name: a time.</param>
public readonly record struct TimelineTick(double At, string Text);

/// <summary>One thing that is looked at all the time.</summary>
/// <param name="Group">To whom it belongs: a member, or what surrounds all.</param>
/// <param name="Name">What it is: "role", "routes".</param>
/// <param name="Spans">How it stood.</param>
/// <param name="Marks">What happened.</param>
public sealed record TimelineLane(
    string Group, string Name, Items<TimelineSpan> Spans, Items<TimelineMark> Marks);

/// <summary>How something stood for a while.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Text">In a word.</param>
/// <param name="Tone">Whether that is good.</param>
public readonly record struct TimelineSpan(double From, double To, string Text, Tone Tone);

/// <summary>Something that happened at once.</summary>
/// <param name="At">Where.</param>
/// <param name="Text">What.</param>
/// <param name="Kind">Its kind.</param>
public readonly record struct TimelineMark(double At, string Text, MarkKind Kind);

/// <summary>What kind of thing happened.</summary>
public enum MarkKind
{
    /// <summary>Something broke.</summary>
    Fault,

    /// <summary>Something was mended.</summary>
    Mend,

    /// <summary>A timer expired.</summary>
    Timer,

    /// <summary>A message arrived.</summary>
    Message,

    /// <summary>A message was lost.</summary>
    Lost,

    /// <summary>A member put something out.</summary>
    Output,
}

/// <summary>How good it is that something stands as it does.</summary>
public enum Tone
{
    /// <summary>There is nothing to show.</summary>
    None,

    /// <summary>It does nothing.</summary>
    Idle,

    /// <summary>It is about to become something.</summary>
    Changing,

    /// <summary>It could serve at once.</summary>
    Ready,

    /// <summary>It serves.</summary>
    Serving,

    /// <summary>It is broken, or gone.</summary>
    Trouble,
}

/// <summary>How a member stands, on one track of a timeline.</summary>
/// <param name="Track">The track: "role", "routes".</param>
/// <param name="Says">In a word; empty: nothing is drawn.</param>
/// <param name="Tone">Whether that is good.</param>
public readonly record struct TrackFact(string Track, string Says, Tone Tone)
{
    /// <summary>Something that is there or not.</summary>
    public static TrackFact Of(string track, bool isThere, string says, Tone tone) =>
        isThere ? new(track, says, tone) : new(track, "", Tone.None);
}
