using Holdfast.StateMachines;
using Holdfast.StateMachines.Resumption;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Tests.Examples.StateMachines.Resumption;

/// <summary>RFC 5723 §9.3 over members: what one has used another one does not take.</summary>
public sealed class Rfc5723_SeveralMembers
{
    private static readonly Facts Ticket = new(77, 1, 9, new KeyHandle(5));
    private static readonly Facts Other = new(78, 2, 9, new KeyHandle(6));
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromDays(1);

    [Fact]
    [Requirement("RFC5723-9.3-a")]
    public void Of_two_members_that_are_shown_one_ticket_at_once_none_goes_on()
    {
        var member = new Member();
        member.Take(new Input.Knows(member.Lifetime));
        Assert.Equal(
            [new Output.Share(77, member.Lifetime), new Output.Forget(Ticket.Keys)],
            member.Take(new Input.Proven(Ticket, member.Lifetime, 9)));
        Assert.Equal(
            [new Output.DropNew(77)],
            member.Take(new Input.SpentElsewhere(77, member.Lifetime)));
        Assert.Empty(member.Take(new Input.Agreed(77)));
        Assert.Equal(
            [new Output.Refuse(Refusal.Spent)],
            member.Take(new Input.ShownValue(Ticket, member.Lifetime)));
    }

    [Fact]
    public void What_others_could_not_be_told_is_dropped_and_stays_used()
    {
        var member = new Member();
        member.Take(new Input.Knows(member.Lifetime));
        member.Take(new Input.Proven(Ticket, member.Lifetime, 9));
        Assert.Equal([new Output.DropNew(77)], member.Take(new Input.NotAgreed(77)));
        Assert.Empty(member.Take(new Input.Agreed(77)));
        Assert.Equal(
            [new Output.DropNew(77)],
            member.Take(new Input.Proven(Ticket, member.Lifetime, 9)));
    }

    [Fact]
    public void Who_hears_too_late_that_all_know_drops_it()
    {
        var member = new Member();
        member.Take(new Input.Knows(member.Lifetime));
        member.Take(new Input.Proven(Ticket, TimeSpan.FromSeconds(5), 9));
        member.Now += TimeSpan.FromSeconds(5);
        Assert.Equal([new Output.DropNew(77)], member.Take(new Input.Agreed(77)));
    }

    [Fact]
    [Requirement("RFC5723-9.3-a")]
    public void A_member_that_starts_refuses_until_it_was_told_and_then_what_was_used()
    {
        var old = new Member();
        old.Take(new Input.Knows(old.Lifetime));
        old.Take(new Input.SpentElsewhere(77, old.Lifetime));
        old.Take(new Input.SaDeleted(3));
        old.Now += TimeSpan.FromSeconds(1);

        var started = new Member { Now = old.Now };
        Assert.Empty(Told(started.State, started.Now));
        Assert.Equal([new Output.Refuse(Refusal.Unsure)], Show(Other));
        foreach (var told in Told(old.State, old.Now))
        {
            started.Take(told);
        }

        Assert.Equal([new Output.Refuse(Refusal.Spent)], Show(Ticket));
        Assert.Equal([new Output.Refuse(Refusal.Spent)], Show(Other with { Sa = 3 }));
        Assert.Equal(
            [new Output.Resume(Other, TimeSpan.FromMinutes(1))], Show(Other));

        IEnumerable<Output> Show(Facts facts) =>
            started.Take(new Input.ShownValue(facts, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Where_too_much_is_remembered_all_that_was_given_until_then_is_refused()
    {
        var member = new Member(ticketsMax: 2);
        member.Take(new Input.Knows(member.Lifetime));
        member.Take(new Input.SpentElsewhere(1, member.Lifetime));
        member.Take(new Input.SaDeleted(4));
        Assert.Equal(
            [new Output.Resume(Ticket, member.Lifetime)],
            member.Take(new Input.ShownValue(Ticket, member.Lifetime)));

        member.Take(new Input.SpentElsewhere(2, member.Lifetime));
        Assert.Equal((1, 0), (member.State.SpentOnes.Count, member.State.EndedSas.Count));
        member.Now += TimeSpan.FromSeconds(1);
        var age = TimeSpan.FromSeconds(1);
        Assert.Equal([new Output.Refuse(Refusal.Unsure)], Show(Ticket with { Id = 1 }, age));
        Assert.Equal([new Output.Refuse(Refusal.Unsure)], Show(Ticket with { Sa = 4 }, age));
        Assert.Equal([new Output.Refuse(Refusal.Spent)], Show(Ticket with { Id = 2 }, age));
        Assert.Equal(
            [new Output.Resume(Other, member.Lifetime)], Show(Other, TimeSpan.Zero));

        IEnumerable<Output> Show(Facts facts, TimeSpan old) =>
            member.Take(new Input.ShownValue(facts, member.Lifetime - old));
    }

    /// <summary>A member that starts has less room than what it is told: it would take tickets
    /// that were used, once it is told that this was all.</summary>
    [Fact]
    [Requirement("RFC5723-9.3-a")]
    public void Who_forgets_while_it_is_told_knows_nothing_of_what_was_given_before()
    {
        var member = new Member(ticketsMax: 2);
        foreach (var id in (ulong[])[Ticket.Id, 2, 3])
        {
            member.Take(new Input.SpentElsewhere(id, member.Lifetime));
        }

        member.Take(new Input.Knows(member.Lifetime));
        Assert.Equal([new Output.Refuse(Refusal.Unsure)], Show(TimeSpan.Zero));
        Assert.Equal([new Output.Refuse(Refusal.Unsure)], Show(TimeSpan.FromMinutes(1)));

        // One that knew all, and is told it once more, as well.
        member.Now += TimeSpan.FromSeconds(1);
        Assert.Equal([new Output.Resume(Ticket, member.Lifetime)], Show(TimeSpan.Zero));
        member.Take(new Input.SpentElsewhere(4, member.Lifetime));
        member.Take(new Input.SpentElsewhere(5, member.Lifetime));
        member.Take(new Input.Knows(member.Lifetime));
        Assert.Equal([new Output.Refuse(Refusal.Unsure)], Show(TimeSpan.Zero));

        IEnumerable<Output> Show(TimeSpan old) =>
            member.Take(new Input.ShownValue(Ticket, member.Lifetime - old));
    }

    [Fact]
    public void What_is_remembered_already_takes_no_room()
    {
        var member = new Member(ticketsMax: 2);
        member.Take(new Input.Knows(member.Lifetime));
        for (var times = 0; times < 2; times++)
        {
            member.Take(new Input.SpentElsewhere(1, member.Lifetime));
            member.Take(new Input.SaDeletedElsewhere(4, member.Lifetime));
        }

        Assert.Equal((1, 1), (member.State.SpentOnes.Count, member.State.EndedSas.Count));
        Assert.Equal(
            [new Output.Resume(Ticket, member.Lifetime)],
            member.Take(new Input.ShownValue(Ticket, member.Lifetime)));
    }

    private sealed class Member
    {
        private readonly Config _config;

        public Member(int ticketsMax = 10)
        {
            Assert.True(Config.TryCreate(
                new() { TicketsMax = ticketsMax }, out var config, out _));
            _config = config;
            State = Initial(config, Now);
        }

        public Instant Now { get; set; } = Start;

        public State State { get; private set; }

        public TimeSpan Lifetime => _config.Lifetime;

        public IEnumerable<Output> Take(Input input)
        {
            var next = Step(_config, State, Now, input);
            State = next.State;
            return next.Outputs.AsEnumerable();
        }
    }
}
