namespace Holdfast.Cli.Gateways.Journals;

/// <summary>A line of a journal, or something that is known from elsewhere.</summary>
/// <param name="Time">When, by the clock of whoever wrote it.</param>
/// <param name="Who">The member, or whoever it is about.</param>
/// <param name="Kind">What kind of line it is.</param>
/// <param name="Text">What it says, for people.</param>
/// <param name="Subject">What it is about: a side, a link, a prefix, an SPI; null: the member.
/// </param>
/// <param name="IsOn">Whether that begins, of what begins and ends.</param>
internal sealed record JournalLine(
    DateTimeOffset Time, string Who, JournalKind Kind, string Text, string? Subject = null,
    bool IsOn = true);

/// <summary>The kinds of lines, by what becomes of a member.</summary>
internal enum JournalKind
{
    /// <summary>Something else, which is told and no more.</summary>
    Other,

    /// <summary>A process begins.</summary>
    Starts,

    /// <summary>It has a virtual address, or gives it up.</summary>
    Address,

    /// <summary>It reigns.</summary>
    Reigns,

    /// <summary>It stops.</summary>
    Stops,

    /// <summary>It stands by.</summary>
    Stands,

    /// <summary>Traffic passes here, or does not.</summary>
    Traffic,

    /// <summary>A sync channel is there, or is lost.</summary>
    Channel,

    /// <summary>A link works, or does not.</summary>
    Link,

    /// <summary>A CHILD SA begins, or ends.</summary>
    Child,

    /// <summary>A route is added, or withdrawn.</summary>
    Route,

    /// <summary>Something was done to a member, which says nothing of it itself.</summary>
    Fault,

    /// <summary>Something that somebody else noted.</summary>
    Note,
}
