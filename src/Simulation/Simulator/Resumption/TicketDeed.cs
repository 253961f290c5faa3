namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>What happens on a stage of tickets.</summary>
internal enum TicketDeedKind
{
    /// <summary>The holder asks a member for a ticket.</summary>
    Asks,

    /// <summary>The holder shows a ticket to a member.</summary>
    Shows,

    /// <summary>The holder proves to a member that it has the keys of a ticket.</summary>
    Proves,

    /// <summary>The holder deletes its IKE SA at a member.</summary>
    Deletes,

    /// <summary>A member loses its power.</summary>
    Dies,

    /// <summary>A member starts.</summary>
    Starts,

    /// <summary>A member learns for certain that the other one is off.</summary>
    LearnsOther,
}

/// <summary>Something that happens on a stage of tickets.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Member">At which member.</param>
/// <param name="Ticket">With which ticket, in the order in which they were given; 0: with none.
/// </param>
internal sealed record TicketDeed(
    TimeSpan At, TicketDeedKind Kind, string Member, ulong Ticket = 0);
