using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Resumption;
using Client = Holdfast.StateMachines.Resumption.ResumingClient;
using Instant = Holdfast.StateMachines.Instant;
using Messages = Holdfast.StateMachines.Resumption.TicketMessages;

namespace Holdfast.Tests.Examples.StateMachines.Resumption;

/// <summary>RFC 5723: a ticket from its request to its use, as octets.</summary>
public sealed class Rfc5723_Messages
{
    private static readonly KeyHandle Keys = new(5);

    [Fact]
    [Requirement("RFC5723-4.1-a")]
    [Requirement("RFC5723-4.3-a")]
    [Requirement("RFC5723-4.3-c")]
    public void A_ticket_by_reference_is_asked_for_given_shown_and_used_once()
    {
        var (client, gateway) = (ClientOf(), GatewayOf(ResumptionGateway.TicketKind.ByReference));
        var begun = Client.Step(
            client, Client.Initial(client, default), default, new Client.Input.Wanted());
        Assert.True(Messages.IsRequest(Travel(Messages.ToPayload(begun.Outputs[0])!)));

        var granted = ResumptionGateway.Step(
            gateway, ResumptionGateway.Initial(gateway, default), default,
            new ResumptionGateway.Input.Requested(77, 1, 9, Keys));
        var given = Travel(Messages.ToPayload(granted.Outputs[0], Messages.Reference(77))!);
        var up = Client.Step(client, begun.State, default, new Client.Input.Established()).State;
        up = Client.Step(client, up, default, Messages.ClassifyInAuth(given, Keys)!).State;
        Assert.Equal(
            Instant.Zero + gateway.Lifetime, ((Client.State.Up)up).Ticket!.Value.ExpiresAt);

        var lost = Client.Step(client, up, default, new Client.Input.Failed()).State;
        var shown = Client.Step(client, lost, default, new Client.Input.Wanted());
        Assert.True(Messages.TryGetTicket(
            Travel(Messages.ToPayload(shown.Outputs[0])!), out var ticket));
        Assert.True(Messages.TryReadReference(ticket, out var reference));
        var facts = new ResumptionGateway.Facts(77, 1, 9, Keys);
        var resumed = ResumptionGateway.Step(gateway, granted.State, default, reference);
        Assert.Equal(
            [new ResumptionGateway.Output.Resume(facts, gateway.Lifetime)],
            resumed.Outputs.AsEnumerable());

        var proven = ResumptionGateway.Step(
            gateway, resumed.State, default,
            new ResumptionGateway.Input.Proven(facts, gateway.Lifetime, 9));
        Assert.Equal(
            [
                new ResumptionGateway.Output.Share(77, gateway.Lifetime),
                new ResumptionGateway.Output.Forget(Keys),
            ],
            proven.Outputs.AsEnumerable());
        var agreed = ResumptionGateway.Step(
            gateway, proven.State, default, new ResumptionGateway.Input.Agreed(77));
        Assert.Equal(
            [
                new ResumptionGateway.Output.Accept(77),
                new ResumptionGateway.Output.DropFormer(1),
            ],
            agreed.Outputs.AsEnumerable());
        var done = Client.Step(client, shown.State, default, new Client.Input.Established());
        Assert.Equal(
            [new Client.Output.DropFormer(), new Client.Output.Forget(Keys)],
            done.Outputs.AsEnumerable());

        var replayed = ResumptionGateway.Step(gateway, agreed.State, default, reference);
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Spent)],
            replayed.Outputs.AsEnumerable());
        Assert.Equal(
            new Client.Input.Rejected(),
            Messages.ClassifyInResume(Travel(Messages.ToPayload(replayed.Outputs[0])!)));
    }

    [Fact]
    [Requirement("RFC5723-4.3-d")]
    public void A_ticket_that_is_refused_leads_to_a_full_exchange()
    {
        var next = Client.Step(
            ClientOf(), new Client.State.Resuming(Keys), default, new Client.Input.Rejected());
        Assert.Equal(
            [new Client.Output.Forget(Keys), new Client.Output.BeginFull()],
            next.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC5723-6.2-a")]
    public void A_ticket_by_value_is_good_on_a_member_that_never_saw_it_but_not_too_late()
    {
        var gateway = GatewayOf(ResumptionGateway.TicketKind.ByValue);
        var facts = new ResumptionGateway.Facts(77, 1, 9, Keys);
        var empty = ResumptionGateway.Initial(gateway, default);

        // Who has just started does not know whether it was used.
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Unsure)],
            Show(TimeSpan.FromSeconds(1)));
        empty = ResumptionGateway.Step(
            gateway, empty, default, new ResumptionGateway.Input.Knows(TimeSpan.FromHours(1)))
            .State;
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Unsure)],
            Show(gateway.Lifetime - TimeSpan.FromHours(2)));
        empty = ResumptionGateway.Step(
            gateway, empty, default, new ResumptionGateway.Input.Knows(gateway.Lifetime)).State;
        Assert.Equal(
            [new ResumptionGateway.Output.Resume(facts, TimeSpan.FromSeconds(1))],
            Show(TimeSpan.FromSeconds(1)));
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Expired)], Show(TimeSpan.Zero));
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Expired)],
            Show(gateway.Lifetime + TimeSpan.FromSeconds(1)));

        // Once it was used elsewhere, it is not good here either.
        empty = ResumptionGateway.Step(
            gateway, empty, default,
            new ResumptionGateway.Input.SpentElsewhere(77, gateway.Lifetime)).State;
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Spent)], Show(TimeSpan.FromSeconds(1)));

        IEnumerable<ResumptionGateway.Output> Show(TimeSpan left) => ResumptionGateway.Step(
            gateway, empty, default, new ResumptionGateway.Input.ShownValue(facts, left))
            .Outputs.AsEnumerable();
    }

    [Fact]
    public void An_SA_that_was_deleted_on_purpose_takes_its_tickets_with_it()
    {
        var (client, gateway) = (ClientOf(), GatewayOf(ResumptionGateway.TicketKind.ByReference));
        var granted = ResumptionGateway.Step(
            gateway, ResumptionGateway.Initial(gateway, default), default,
            new ResumptionGateway.Input.Requested(77, 1, 9, Keys)).State;
        var deleted = ResumptionGateway.Step(gateway, granted, default, new ResumptionGateway.Input.SaDeleted(1));
        Assert.Equal(
            [
                new ResumptionGateway.Output.ShareDeleted(1, gateway.Lifetime),
                new ResumptionGateway.Output.Forget(Keys),
            ],
            deleted.Outputs.AsEnumerable());
        Assert.Equal(
            [new ResumptionGateway.Output.Refuse(ResumptionGateway.Refusal.Unknown)],
            ResumptionGateway.Step(
                gateway, deleted.State, default, new ResumptionGateway.Input.ShownReference(77))
                .Outputs.AsEnumerable());

        var ticket = new Client.Ticket(new([1]), Keys, Instant.Zero + TimeSpan.FromHours(1));
        var gone = Client.Step(
            client, new Client.State.Up(ticket, true), default, new Client.Input.Deleted());
        Assert.IsType<Client.State.Nothing>(gone.State);
        Assert.Equal([new Client.Output.Forget(Keys)], gone.Outputs.AsEnumerable());
    }

    [Fact]
    public void Promises_denials_and_what_is_no_ticket_are_told_apart()
    {
        Assert.Equal(
            new Client.Input.Promised(),
            Messages.ClassifyInAuth(
                Flag(new NotifyPayloadData.TicketAck(new FlagNotificationValue())), Keys));
        Assert.Equal(
            new Client.Input.NoTicket(),
            Messages.ClassifyInAuth(
                Travel(Messages.ToPayload(new ResumptionGateway.Output.Deny())!), Keys));
        var other = Flag(new NotifyPayloadData.MobikeSupported(new FlagNotificationValue()));
        Assert.Null(Messages.ClassifyInAuth(other, Keys));
        Assert.Null(Messages.ClassifyInResume(other));
        Assert.False(Messages.TryGetTicket(other, out _));
        Assert.False(Messages.TryReadReference(new([1, 2, 3]), out _));
        Assert.Null(Messages.ToPayload(new Client.Output.DropFormer()));
    }

    [Fact]
    public void The_pages_of_both_sides_are_up_to_date()
    {
        MachinePage.IsUpToDate(
            "ResumingClient",
            """
            When a client shows its ticket, RFC 5723: here good for 3 units, and not shown in the last one.
            """);
        MachinePage.IsUpToDate(
            "ResumptionGateway",
            """
            Which tickets a gateway takes back, RFC 5723: here one ticket by reference, good for 2 s, old ones dropped every second. The seal of a ticket by value is
            the provider's; its facts come here once it has opened.
            """);
    }

    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(Client.Config.TryCreate(
            new() { LifetimeMax = TimeSpan.FromSeconds(5) }, out _, out var error));
        Assert.Equal(
            "Margin is 10 s: it must be at most 5 s; lower Margin to 5 s", error.ToString());
        Assert.False(ResumptionGateway.Config.TryCreate(new() { TicketsMax = 0 }, out _, out error));
        Assert.Equal("TicketsMax", error.Name);
    }

    private static Client.Config ClientOf() =>
        Client.Config.TryCreate(new(), out var config, out _)
            ? config
            : throw new InvalidOperationException();

    private static ResumptionGateway.Config GatewayOf(ResumptionGateway.TicketKind kind) =>
        ResumptionGateway.Config.TryCreate(new() { Kind = kind }, out var config, out _)
            ? config
            : throw new InvalidOperationException();

    private static NotifyPayloadValue Flag(NotifyPayloadData data) =>
        Travel(new NotifyPayloadValue { Data = data });

    private static NotifyPayloadValue Travel(NotifyPayloadValue payload)
    {
        var octets = payload.ToArray();
        Assert.True(NotifyPayload.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return value;
    }
}
