using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Scenarios.Tickets;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members that take tickets which they should not.</content>
public static partial class PlayedCanaries
{
    private static PlayedShell? OfTickets(string canary) => canary switch
    {
        "ResumedUnheard" => Taking(TicketCanaries.ResumedUnheard),
        "StartsKnowing" => Taking(TicketCanaries.StartsKnowing),
        "DeletedHereAlone" => Taking(TicketCanaries.DeletedHereAlone),
        "OldTicketTaken" => Taking(TicketCanaries.OldTicketTaken),
        _ => null,
    };

    private static PlayedShell Taking(TicketStep step) => new() { Tickets = step };
}
