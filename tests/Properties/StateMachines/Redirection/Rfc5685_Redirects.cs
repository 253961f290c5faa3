using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Redirection.RedirectedClient;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Redirection;

/// <summary>RFC 5685: which redirects are followed, sent, and how often.</summary>
public sealed class Rfc5685_Redirects
{
    private const int Runs = 300;
    private static readonly Octets Nonce = Octets.FromHex("00112233445566778899aabbccddeeff");

    /// <summary>I22.</summary>
    [Fact]
    [Requirement("RFC5685-7-a")]
    public void No_more_redirects_are_followed_in_a_period_than_the_limit() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            List<Instant> followed = [];
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                if (Connects(visit.Next) is { From: not null })
                {
                    followed.Add(visit.Now);
                    Assert.True(
                        followed.Count(at => visit.Now - at < drawn.Config.LoopPeriod)
                        <= drawn.Config.RedirectsMax);
                }
            }
        });

    /// <summary>I22.</summary>
    [Theory]
    [InlineData(LoopAction.Wait)]
    [InlineData(LoopAction.Origin)]
    [Requirement("RFC5685-7-a")]
    public void Two_gateways_that_redirect_to_each_other_end_in_a_wait_or_at_the_origin(
        LoopAction action)
    {
        var config = RedirectRuns.Checked(
            new Settings { Origin = RedirectRuns.Origin, OnLoop = action });
        var other = GatewayName.From(HostAddress.Parse("192.0.2.9"));
        var next = Step(config, Initial(config, default), default, new Input.Start());
        var greeted = 0;
        while (next.State is State.Greeting { Follows: true } greeting)
        {
            Assert.True(++greeted <= config.RedirectsMax + 1);
            var to = greeting.Trail.At == other ? config.Origin : other;
            var sent = Step(config, greeting, default, new Input.Sent(Nonce)).State;
            next = Step(config, sent, default, new Input.RedirectedInInit(to, Nonce));
        }

        Assert.Equal(config.RedirectsMax + 1, greeted);
        if (action == LoopAction.Wait)
        {
            Assert.IsType<State.Waiting>(next.State);
            Assert.Empty(next.Outputs);
            Assert.Equal(Instant.Zero + config.LoopPeriod, Deadline(config, next.State));
        }
        else
        {
            Assert.Equal(new Output.Connect(config.Origin, null, false), Connects(next));
        }
    }

    [Fact]
    [Requirement("RFC5685-3-c")]
    [Requirement("RFC5685-6-a")]
    [Requirement("RFC5685-6-b")]
    public void A_redirect_is_followed_only_with_its_proof_and_in_its_place() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                if (Connects(visit.Next) is not { From: { } from } connect)
                {
                    continue;
                }

                var isRight = (visit.State, visit.Input) switch
                {
                    (State.Greeting greeting, Input.RedirectedInInit init) =>
                        drawn.Config.FollowsUnproven && init.Nonce == greeting.Nonce
                        && init.Nonce.Length > 0 && greeting.Trail.At == from,
                    (State.Proving proving, Input.RedirectedInAuth auth) =>
                        auth is { IsProven: true, Turn: not Turn.Middle }
                        && proving.Trail.At == from,
                    (State.Up up, Input.RedirectedByGateway) => up.Trail.At == from,
                    _ => false,
                };
                Assert.True(isRight, $"{visit.State} by {visit.Input}");
                Assert.True(drawn.Config.MayGoTo(connect.To));
                Assert.NotEqual(from, connect.To);
            }
        });

    [Fact]
    [Requirement("RFC5685-5-a")]
    [Requirement("RFC5685-5-b")]
    public void A_gateways_request_is_answered_and_the_old_SA_goes_when_the_new_one_stands() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                var outputs = visit.Next.Outputs.AsEnumerable().ToList();
                Assert.Equal(
                    visit is { State: State.Up, Input: Input.RedirectedByGateway },
                    outputs.Any(output => output is Output.Acknowledge));
                Assert.Equal(
                    visit is
                    {
                        State: State.Proving { Trail.Old: not null },
                        Input: Input.Established
                    },
                    outputs.Any(output => output is Output.DeleteOld));
                if (visit is { State: State.Up up, Next.State: State.Greeting greeting })
                {
                    Assert.Equal(up.Trail.At, greeting.Trail.Old);
                }
            }
        });

    [Fact]
    [Requirement("RFC5685-3-b")]
    public void A_gateway_redirects_nobody_who_does_not_understand_it_nor_back() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(RedirectRuns.Gateways),
            History: Moment.DrawMany(choices, RedirectGateway.Machine.Alphabet.Count)),
        drawn =>
        {
            RedirectGateway.Client client = default;
            foreach (var visit in RedirectGateway.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit is
                    {
                        State: RedirectGateway.State.New,
                        Input: RedirectGateway.Input.Greeted greeted,
                    })
                {
                    client = greeted.Client;
                }

                foreach (var output in visit.Next.Outputs)
                {
                    GatewayName? to = output switch
                    {
                        RedirectGateway.Output.RedirectInInit init => init.To,
                        RedirectGateway.Output.RedirectInAuth auth => auth.To,
                        RedirectGateway.Output.SendRedirect sent => sent.To,
                        _ => null,
                    };
                    Assert.True(to is null || client.Follows);
                    Assert.True(
                        to is null || to != client.From
                        || output is RedirectGateway.Output.SendRedirect);
                }
            }
        });

    [Fact]
    [Requirement("RFC5685-5-c")]
    public void A_gateway_deletes_only_after_its_time_from_the_answer() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(RedirectRuns.Gateways),
            History: Moment.DrawMany(choices, RedirectGateway.Machine.Alphabet.Count)),
        drawn =>
        {
            Instant? since = null;
            foreach (var visit in RedirectGateway.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.Next.Outputs.AsEnumerable().Any(
                    output => output is RedirectGateway.Output.DeleteSas))
                {
                    Assert.True(visit.Now - since!.Value >= drawn.Config.DeleteAfter);
                }

                var isTimed = visit.Next.State is RedirectGateway.State.Leaving { Until: not null };
                since = !isTimed ? null : since ?? visit.Now;
            }
        });

    private static Output.Connect? Connects(Next<State, Output> next) =>
        next.Outputs.AsEnumerable().OfType<Output.Connect>().SingleOrDefault();

    private static (Config Config, Moment[] History) Draw(Choices choices) =>
        (choices.Of(RedirectRuns.Clients), Moment.DrawMany(choices, Machine.Alphabet.Count));
}
