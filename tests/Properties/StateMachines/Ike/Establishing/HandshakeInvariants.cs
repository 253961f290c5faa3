using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using Initiator = Holdfast.StateMachines.Ike.IkeInitiator;
using Responder = Holdfast.StateMachines.Ike.IkeResponder;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>What holds over all histories of both sides, whatever their shells say.</summary>
public sealed class HandshakeInvariants
{
    private const int Runs = 600;

    [Fact]
    [Requirement("RFC7296-2.15-c")]
    public void A_responder_makes_a_fact_of_nobody_who_was_not_verified() =>
        ForAll.Cases(Runs, OfResponder, drawn =>
        {
            var isVerified = false;
            foreach (var visit in Responder.Machine.Walk(drawn.Config, drawn.History))
            {
                isVerified |= visit is
                {
                    State: Responder.State.Verifying, Input: Responder.Input.Verified,
                };

                // RFC 7296 §2.16: by EAP we prove ourselves first, and nothing else is said.
                Assert.True(isVerified || visit.State is Responder.State.Admitting
                    || !visit.Next.Outputs.Any(output =>
                        output is Responder.Output.Establish or Responder.Output.Prove
                            or Responder.Output.ProveByEap
                        || (output is Responder.Output.Seal(_, _, _, var said, _)
                            && said.Child is not null)));
            }
        });

    [Fact]
    public void The_response_of_IKE_AUTH_is_sent_once_it_is_a_fact_and_not_before() =>
        ForAll.Cases(Runs, OfResponder, drawn =>
        {
            foreach (var visit in Responder.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.State is Responder.State.Sealing or Responder.State.Committing
                    && visit.Next.Outputs.Any(output => output is Responder.Output.Send))
                {
                    Assert.IsType<Responder.State.Committing>(visit.State);
                    Assert.IsType<Responder.Input.Committed>(visit.Input);
                }
            }
        });

    [Fact]
    public void An_initiator_makes_a_fact_of_nobody_who_was_not_verified() =>
        ForAll.Cases(Runs, OfInitiator, drawn =>
        {
            var isVerified = false;
            foreach (var visit in Initiator.Machine.Walk(drawn.Config, drawn.History))
            {
                isVerified |= visit is
                {
                    State: Initiator.State.Verifying, Input: Initiator.Input.Verified,
                };
                Assert.True(isVerified || !visit.Next.Outputs.Any(
                    output => output is Initiator.Output.Establish));
            }
        });

    /// <summary>Each handle that comes in is zeroed when there is no SA, or is the SA's.</summary>
    [Fact]
    public void Whoever_is_gone_has_zeroed_every_key_that_it_was_given()
    {
        ForAll.Cases(Runs, OfResponder, drawn =>
        {
            var keys = new List<KeyHandle>();
            foreach (var visit in Responder.Machine.Walk(drawn.Config, drawn.History))
            {
                keys.AddRange(visit.Input switch
                {
                    Responder.Input.Keyed(_, var handle) => [handle],
                    Responder.Input.ChildKeyed(var handle) => [handle],
                    Responder.Input.Served(EapVerdict.Succeeded(_, { IsSome: true } handle, _)) =>
                        [handle],
                    _ => (KeyHandle[])[],
                });
                foreach (var output in visit.Next.Outputs)
                {
                    Assert.True(output is not Responder.Output.Forget(var handle)
                        || keys.Remove(handle));
                }

                Assert.True(visit.Next.State is not Responder.State.Gone || keys.Count == 0);
                Assert.True(visit.Next.State is not Responder.State.Up || keys.Count <= 2);
            }
        });
        ForAll.Cases(Runs, OfInitiator, drawn =>
        {
            var keys = new List<KeyHandle>();
            foreach (var visit in Initiator.Machine.Walk(drawn.Config, drawn.History))
            {
                // The keys that come of a share have used it up.
                if (visit is
                    {
                        State: Initiator.State.Keying or Initiator.State.Mixing,
                        Input: Initiator.Input.Keyed,
                    })
                {
                    keys.Remove(new(3));
                }

                keys.AddRange(visit.Input switch
                {
                    Initiator.Input.Shared(_, var handle) => [handle],
                    Initiator.Input.Keyed(var handle) => [handle],
                    Initiator.Input.ChildKeyed(var handle) => [handle],
                    Initiator.Input.Replied(EapReply.Ends({ IsSome: true } handle)) => [handle],
                    _ => (KeyHandle[])[],
                });
                foreach (var output in visit.Next.Outputs)
                {
                    Assert.True(output is not Initiator.Output.Forget(var handle)
                        || keys.Remove(handle));
                }

                Assert.True(visit.Next.State is not Initiator.State.Gone || keys.Count == 0);
            }
        });
    }

    /// <summary>Random letters seldom go far: each history begins with a way that does.</summary>
    private static (Responder.Config Config, Moment[] History) OfResponder(Choices choices)
    {
        var config = choices.Of(HandshakeSamples.Responders);
        string[] way =
        [
            "greeted", "keyed", "written",
            .. Enumerable.Repeat(
                (string[])["exchanged", "keyed", "exchange sealed"],
                config.Suites[0].Additional.Count).SelectMany(steps => steps),
            .. config.Eap is null || choices.Below(4) == 0
                ? (string[])["asked behind the exchanges"]
                : ByEap(choices.Below(2)),
            "verified", "proved", "CHILD SA keyed", "sealed", "committed",
        ];
        return (
            config,
            [
                .. way.Take(choices.Below(way.Length + 1)).Select(name => At(
                    Responder.Machine.Alphabet.Select(letter => letter.Name), name)),
                .. Moment.DrawMany(choices, Responder.Machine.Alphabet.Count),
            ]);
    }

    private static string[] ByEap(int more) =>
    [
        "asked without AUTH behind the exchanges", "admitted", "proved",
        .. Enumerable.Repeat((string[])["server asks", "sealed", "asked by EAP"], 1 + more)
            .SelectMany(steps => steps),
        "server is content", "sealed", "asked by what EAP made",
    ];

    private static (Initiator.Config Config, Moment[] History) OfInitiator(Choices choices)
    {
        var config = choices.Of(HandshakeSamples.Initiators);
        var byEap = choices.Chance(40);
        string[] way =
        [
            byEap ? "begin by EAP" : "begin", "shared", "written", "welcomed", "keyed",
            .. Enumerable.Repeat(
                (string[])["shared", "exchange sealed", "exchanged", "keyed"],
                config.Suites[0].Additional.Count).SelectMany(steps => steps),
            .. byEap
                ? (string[])
                [
                    "sealed", "answered by AUTH and EAP", "verified", "method replies", "sealed",
                    "answered by success", "method ends",
                ]
                : [],
            "proved", "sealed", "answered", "verified", "CHILD SA keyed", "committed",
        ];
        return (
            config,
            [
                .. way.Take(choices.Below(way.Length + 1)).Select(name => At(
                    Initiator.Machine.Alphabet.Select(letter => letter.Name), name)),
                .. Moment.DrawMany(choices, Initiator.Machine.Alphabet.Count),
            ]);
    }

    private static Moment At(IEnumerable<string> letters, string name) =>
        new(Gap.None, 0, letters.ToList().IndexOf(name));
}
