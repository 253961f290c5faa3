using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Simulation.Scenarios.Tickets;

/// <summary>A step of a gateway: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> TicketStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a side is configured with.</summary>
/// <param name="Gateway">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
/// <param name="IsHolder">Whether it is who holds tickets.</param>
public sealed record TicketConfig(Config Gateway, TicketStep Step, bool IsHolder);

/// <summary>A ticket, as whoever holds it has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ExpiresAt">The end of its lifetime, which is sealed in it.</param>
/// <param name="Uses">How many IKE SAs were resumed with it.</param>
public sealed record HeldTicket(ulong Id, Instant ExpiresAt, int Uses);

/// <summary>A member, or who holds tickets.</summary>
public abstract record TicketSide
{
    private TicketSide()
    {
    }

    /// <summary>A member of the cluster.</summary>
    /// <param name="Is">The machine.</param>
    /// <param name="IsUp">Whether it runs.</param>
    /// <param name="Boot">How often it was started.</param>
    /// <param name="IsOtherOn">Whether the other member may run, as far as it knows.</param>
    /// <param name="Halves">Tickets that were shown here, whose keys may be proven next.</param>
    /// <param name="Unheard">What the other one has to acknowledge: tickets, and 0 for the SA.
    /// </param>
    public sealed record Member(
        State Is, bool IsUp, int Boot, bool IsOtherOn, Items<ulong> Halves, Items<ulong> Unheard)
        : TicketSide;

    /// <summary>Who holds tickets with their keys, and shows them wherever he likes.</summary>
    /// <param name="Tickets">What he has.</param>
    /// <param name="IsDeleting">Whether somebody has deleted the IKE SA that they are of.</param>
    /// <param name="IsDeleted">Whether that was answered.</param>
    /// <param name="Late">How many SAs were resumed after the end of a ticket.</param>
    public sealed record Holder(
        Items<HeldTicket> Tickets, bool IsDeleting, bool IsDeleted, int Late) : TicketSide;
}

/// <summary>What happens to a side.</summary>
public abstract record TicketInput
{
    private TicketInput()
    {
    }

    /// <summary>The holder asks a member for a ticket.</summary>
    public sealed record Ask(int Member) : TicketInput;

    /// <summary>The holder shows a ticket to a member.</summary>
    public sealed record Show(int Member, ulong Id) : TicketInput;

    /// <summary>The holder proves to a member that he has its keys.</summary>
    public sealed record Prove(int Member, ulong Id) : TicketInput;

    /// <summary>The holder's IKE SA is deleted at a member.</summary>
    public sealed record Delete(int Member) : TicketInput;

    /// <summary>The member loses its power.</summary>
    public sealed record Crash : TicketInput;

    /// <summary>The member starts.</summary>
    public sealed record Start : TicketInput;

    /// <summary>The member learns that the other one is off.</summary>
    public sealed record OtherIsOff : TicketInput;

    /// <summary>The word of another side.</summary>
    public sealed record Hear(TicketWord Word) : TicketInput;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : TicketInput;
}

/// <summary>What a side says to another one.</summary>
public abstract record TicketWord
{
    private TicketWord()
    {
    }

    /// <summary>To a member: TICKET_REQUEST, for a ticket of that id.</summary>
    public sealed record Request(int Member, ulong Id) : TicketWord;

    /// <summary>To a member: IKE_SESSION_RESUME with a ticket.</summary>
    public sealed record Shown(int Member, ulong Id, TimeSpan Left) : TicketWord;

    /// <summary>To a member: the IKE_AUTH behind it.</summary>
    public sealed record Proven(int Member, ulong Id, TimeSpan Left) : TicketWord;

    /// <summary>To a member: the Delete of the IKE SA.</summary>
    public sealed record Deletes(int Member) : TicketWord;

    /// <summary>To the holder: a ticket.</summary>
    public sealed record Given(ulong Id, TimeSpan Lifetime) : TicketWord;

    /// <summary>To the holder: the IKE SA is resumed.</summary>
    public sealed record Resumed(ulong Id) : TicketWord;

    /// <summary>To the holder: the Delete is answered.</summary>
    public sealed record Deleted : TicketWord;

    /// <summary>To the other member: a ticket, or the SA (0), is good no more.</summary>
    public sealed record Spent(ulong Id, TimeSpan Left) : TicketWord;

    /// <summary>To the other member: that was heard.</summary>
    public sealed record Heard(ulong Id) : TicketWord;

    /// <summary>To the other member: this one has started, and knows nothing.</summary>
    public sealed record Hello(int Boot, bool IsAnswer) : TicketWord;

    /// <summary>To the other member: what it has to know at its start.</summary>
    public sealed record Told(int Boot, Items<Input> All) : TicketWord;
}
