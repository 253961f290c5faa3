using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using Client = Holdfast.StateMachines.Resumption.ResumingClient;
using Instant = Holdfast.StateMachines.Instant;
using Server = Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Tests.Properties.StateMachines.Resumption;

/// <summary>RFC 5723: a ticket works once, in time, and for who has its keys.</summary>
public sealed class Rfc5723_Tickets
{
    private const int Runs = 300;

    [Fact]
    [Requirement("RFC5723-4.3-b")]
    [Requirement("RFC5723-6.2-a")]
    public void A_ticket_is_shown_once_in_time_and_only_when_its_SA_failed() => ForAll.Cases(
        Runs, DrawClient, drawn =>
        {
            var shown = 0;
            foreach (var visit in Client.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.Input is Client.Input.Granted)
                {
                    shown = 0;
                }

                foreach (var output in visit.Next.Outputs)
                {
                    if (output is Client.Output.BeginResume)
                    {
                        var lost = Assert.IsType<Client.State.Lost>(visit.State);
                        Assert.True(visit.Now < lost.Ticket.ExpiresAt);
                        Assert.Equal(1, ++shown);
                    }
                }
            }
        });

    [Fact]
    public void Keys_of_a_ticket_are_kept_or_forgotten_never_lost() => ForAll.Cases(
        Runs, DrawClient, drawn =>
        {
            HashSet<KeyHandle> held = [];
            foreach (var visit in Client.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.Input is Client.Input.Granted granted)
                {
                    held.Add(granted.Keys);
                }

                foreach (var output in visit.Next.Outputs)
                {
                    if (output is Client.Output.Forget(var keys))
                    {
                        // A refused ticket may share its handle with the one that is kept.
                        held.Remove(keys);
                    }
                }

                KeyHandle? inState = visit.Next.State switch
                {
                    Client.State.Up up => up.Ticket?.Keys,
                    Client.State.Lost lost => lost.Ticket.Keys,
                    Client.State.Resuming resuming => resuming.Keys,
                    _ => null,
                };
                Assert.True(held.Count == 0 || (held.Count == 1 && held.Single() == inState));
            }
        });

    [Fact]
    [Requirement("RFC5723-4.3-c")]
    public void The_former_SA_is_dropped_when_the_resumption_succeeds_and_not_before() =>
        ForAll.Cases(Runs, DrawClient, drawn =>
        {
            foreach (var visit in Client.Machine.Walk(drawn.Config, drawn.History))
            {
                Assert.Equal(
                    visit is { State: Client.State.Resuming, Input: Client.Input.Established },
                    visit.Next.Outputs.AsEnumerable()
                        .Any(output => output is Client.Output.DropFormer));
            }
        });

    [Fact]
    [Requirement("RFC5723-9.3-a")]
    [Requirement("RFC5723-5-a")]
    public void A_gateway_resumes_each_ticket_once_for_its_peer_and_never_after_its_end() =>
        ForAll.Cases(Runs, DrawGateway, drawn =>
        {
            var (isSpent, until) = (false, Instant.Zero);
            foreach (var visit in Server.Machine.Walk(drawn.Config, drawn.History))
            {
                var outputs = visit.Next.Outputs.AsEnumerable().ToList();
                var isLive = isSpent && visit.Now < until;
                if (isLive)
                {
                    Assert.DoesNotContain(outputs, output => output
                        is Server.Output.Resume or Server.Output.Share);
                }

                Assert.DoesNotContain(
                    outputs, output => output is Server.Output.Resume resume
                        && resume.Left <= TimeSpan.Zero);
                if (visit.Input is Server.Input.Proven proven
                    && proven.Peer != proven.Facts.Peer)
                {
                    Assert.Equal([new Server.Output.DropNew(proven.Facts.Id)], outputs);
                }

                if (outputs.Any(output => output is Server.Output.Share)
                    || visit.Input is Server.Input.SpentElsewhere)
                {
                    isSpent = true;
                    until = visit.Now + drawn.Config.Lifetime;
                }
            }
        });

    [Fact]
    [Requirement("RFC5723-9.3-b")]
    public void To_show_a_ticket_without_a_proof_changes_nothing() => ForAll.Cases(
        Runs, DrawGateway, drawn =>
        {
            foreach (var visit in Server.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.Input is Server.Input.ShownValue or Server.Input.ShownReference
                    or Server.Input.ShownUnreadable)
                {
                    Assert.Equal(visit.State, visit.Next.State);
                    Assert.Single(visit.Next.Outputs.AsEnumerable());
                }

                Assert.True(
                    visit.Next.State.Tickets.Count + visit.Next.State.SpentOnes.Count
                    <= drawn.Config.TicketsMax + 1);
            }
        });

    private static (Client.Config Config, Moment[] History) DrawClient(Choices choices) => (
        choices.Of(ResumptionRuns.Clients),
        [
            new Moment(Gap.None, 0, 0),
            new Moment(Gap.None, 0, 1),
            new Moment(Gap.None, 0, 2),
            .. Moment.DrawMany(choices, Client.Machine.Alphabet.Count),
        ]);

    private static (Server.Config Config, Moment[] History) DrawGateway(Choices choices) => (
        choices.Of(ResumptionRuns.Gateways),
        Moment.DrawMany(choices, Server.Machine.Alphabet.Count));
}
