using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>What holds over all histories of the machines of IKEv1, whatever their shells say.
/// </summary>
public sealed class Ikev1Invariants
{
    private const int Runs = 600;

    private static readonly string[][] WaysOfInitiators =
    [
        [
            "begin", "written", "answered", "written", "answered", "keyed", "sealed", "proved",
            "committed",
        ],
        ["begin, aggressive", "written", "answered", "keyed", "sealed", "committed"],
        [
            "begin", "written", "answered for signatures", "written", "answered", "keyed",
            "sealed", "claimed", "verified", "committed",
        ],
        [
            "begin", "written", "answered for signatures", "written", "answered", "keyed",
            "sealed", "claimed", "not proved", "claimed", "distrusted",
        ],
        [
            "begin, aggressive", "written", "answered for signatures", "keyed", "sealed",
            "committed",
        ],
    ];

    private static readonly string[][] WaysOfResponders =
    [
        ["offered", "written", "exchanged", "keyed", "proved", "sealed", "committed"],
        ["offered, aggressive", "keyed", "proved", "committed"],
        [
            "offered signatures", "written", "exchanged", "keyed", "claimed", "verified",
            "sealed", "committed",
        ],
        [
            "offered signatures", "written", "exchanged", "keyed", "claimed", "not proved",
            "claimed", "distrusted",
        ],
        ["offered signatures, aggressive", "keyed", "claimed", "verified", "committed"],
    ];

    private static readonly string[][] WaysOfQuickInitiators =
    [
        ["begin", "sealed", "answered", "keyed", "committed"],
        ["begin with forward secrecy", "sealed", "answered", "keyed", "committed"],
    ];

    private static readonly string[][] WaysOfQuickResponders =
        [["asked", "keyed", "committed", "confirmed"]];

    [Fact]
    [Requirement("RFC2409-5.4-a")]
    [Requirement("RFC2409-5.1-b")]
    public void Nothing_is_a_fact_before_the_peer_has_proved_who_it_is()
    {
        ForAll.Cases(
            Runs, Of(PhaseOneInitiator.Machine, Ikev1Samples.Initiators, WaysOfInitiators), drawn =>
            {
                var isProved = false;
                foreach (var visit in PhaseOneInitiator.Machine.Walk(drawn.Config, drawn.History))
                {
                    // Of aggressive mode keys come with a HASH_R or SIG_R that is right.
                    isProved |= visit is
                    {
                        State: PhaseOneInitiator.State.Authenticating { Half.Signs: false },
                        Input: PhaseOneInitiator.Input.Proved,
                    }
                        or
                    {
                        State: PhaseOneInitiator.State.Verifying { Half.Signs: true },
                        Input: PhaseOneInitiator.Input.Verified,
                    }
                        || (visit.Input is PhaseOneInitiator.Input.Keyed
                            && visit.State is PhaseOneInitiator.State.Keying
                            {
                                Half.Mode: PhaseOneMode.Aggressive,
                            });
                    Assert.True(isProved || !visit.Next.Outputs.Any(
                        output => output is PhaseOneInitiator.Output.Establish));
                }
            });
        ForAll.Cases(
            Runs, Of(PhaseOneResponder.Machine, Ikev1Samples.Responders, WaysOfResponders), drawn =>
            {
                var isProved = false;
                foreach (var visit in PhaseOneResponder.Machine.Walk(drawn.Config, drawn.History))
                {
                    isProved |= visit is
                    {
                        State: PhaseOneResponder.State.Authenticating { Half.Signs: false },
                        Input: PhaseOneResponder.Input.Proved,
                    }
                    or
                    {
                        State: PhaseOneResponder.State.Verifying { Half.Signs: true },
                        Input: PhaseOneResponder.Input.Verified,
                    };
                    Assert.True(isProved || !visit.Next.Outputs.Any(
                        output => output is PhaseOneResponder.Output.Establish
                            or PhaseOneResponder.Output.Prove));
                }
            });
    }

    [Fact]
    public void The_last_word_is_said_once_it_is_a_fact_and_not_before()
    {
        ForAll.Cases(
            Runs, Of(PhaseOneInitiator.Machine, Ikev1Samples.Initiators, WaysOfInitiators), drawn =>
            {
                foreach (var visit in PhaseOneInitiator.Machine.Walk(drawn.Config, drawn.History))
                {
                    Assert.True(
                        visit.State is not PhaseOneInitiator.State.Committing
                        || visit.Input is PhaseOneInitiator.Input.Committed
                        || !visit.Next.Outputs.Any(
                            output => output is PhaseOneInitiator.Output.Send));
                }
            });
        ForAll.Cases(
            Runs,
            Of(
                QuickResponder.Machine, Ikev1Samples.QuickResponders, WaysOfQuickResponders),
            drawn =>
            {
                var isFact = false;
                foreach (var visit in QuickResponder.Machine.Walk(drawn.Config, drawn.History))
                {
                    isFact |= visit is
                    {
                        State: QuickResponder.State.Committing,
                        Input: QuickResponder.Input.Committed,
                    };
                    Assert.True(isFact || !visit.Next.Outputs.Any(
                        output => output is QuickResponder.Output.Send
                            or QuickResponder.Output.Use));
                }
            });
    }

    /// <summary>Each handle that comes in is zeroed when there is no SA, or is the SA's.</summary>
    [Fact]
    public void Whoever_is_gone_has_zeroed_every_key_that_it_was_given()
    {
        Zeroes(
            PhaseOneInitiator.Machine, Ikev1Samples.Initiators, WaysOfInitiators,
            input => input switch
            {
                PhaseOneInitiator.Input.Written written => written.Share,
                PhaseOneInitiator.Input.Keyed keyed => keyed.Keys,
                _ => default,
            },
            output => output is PhaseOneInitiator.Output.Forget(var handle) ? handle : default,
            state => state is PhaseOneInitiator.State.Gone);
        Zeroes(
            PhaseOneResponder.Machine, Ikev1Samples.Responders, WaysOfResponders,
            input => input is PhaseOneResponder.Input.Keyed keyed ? keyed.Keys : default,
            output => output is PhaseOneResponder.Output.Forget(var handle) ? handle : default,
            state => state is PhaseOneResponder.State.Gone);
        Zeroes(
            QuickInitiator.Machine, Ikev1Samples.QuickInitiators, WaysOfQuickInitiators,
            input => input switch
            {
                QuickInitiator.Input.Sealed made => made.Share,
                QuickInitiator.Input.Keyed keyed => keyed.Keys,
                _ => default,
            },
            output => output is QuickInitiator.Output.Forget(var handle) ? handle : default,
            state => state is QuickInitiator.State.Gone);
    }

    /// <summary>Each secret of a user that comes in is zeroed, or is told to whoever asked.
    /// </summary>
    [Fact]
    public void Whoever_is_through_with_a_transaction_has_zeroed_every_secret_in_it()
    {
        Drops(
            TransactionInitiator.Machine, Ikev1Samples.TransactionInitiators,
            [["begin", "sealed", "replied"], ["begin a set", "sealed", "replied"]],
            input => input switch
            {
                TransactionInitiator.Input.Begin begin => begin.Question.Secrets,
                TransactionInitiator.Input.Heard heard => heard.Message.Secrets,
                _ => [],
            },
            output => output switch
            {
                TransactionInitiator.Output.Forget(var secret) => [secret],
                TransactionInitiator.Output.Tell(var answer) =>
                    answer.Secrets.Select(secret => secret.Value),
                _ => [],
            },
            _ => true);
        Drops(
            TransactionResponder.Machine, Ikev1Samples.TransactionResponders,
            [["asked", "decided", "sealed"], ["asked with a secret", "decided", "failed"]],
            input => input switch
            {
                TransactionResponder.Input.Asked asked => asked.Message.Secrets,
                TransactionResponder.Input.Decided decided => decided.Answer.Secrets,
                _ => [],
            },
            output => output is TransactionResponder.Output.Forget(var secret) ? [secret] : [],
            state => state is not TransactionResponder.State.Answering);
        Drops(
            XauthEdge.Machine, Ikev1Samples.XauthEdges,
            [
                ["begin", "answered", "granted", "committed", "answered"],
                ["begin", "answered", "denied", "answered by failure"],
                ["begin", "answered", "more is asked"],
            ],
            input => input is XauthEdge.Input.Answered(var answer) ? answer.Secrets : [],
            output => output is XauthEdge.Output.Forget(var secret) ? [secret] : [],
            state => state is not XauthEdge.State.Judging);
        Drops(
            XauthHost.Machine, Ikev1Samples.XauthHosts,
            [["begin", "asked", "typed", "told success"], ["begin", "asked", "typed no name"]],
            input => input is XauthHost.Input.Typed typed ? typed.Secrets : [],
            output => output switch
            {
                XauthHost.Output.Forget(var secret) => [secret],
                XauthHost.Output.Answer(_, var message) =>
                    message.Secrets.Select(secret => secret.Value),
                _ => [],
            },
            _ => true);
    }

    /// <summary>draft-ietf-ipsec-isakmp-xauth §6: who logs in is a fact before it is said, by the
    /// caller's word alone, and whoever is refused ends with the ISAKMP SA.</summary>
    [Fact]
    [Requirement("XAUTH-6-d")]
    public void Nobody_is_logged_in_but_by_a_verdict_that_is_a_fact() => ForAll.Cases(
        Runs,
        Of(
            XauthEdge.Machine, Ikev1Samples.XauthEdges,
            [
                ["begin", "answered", "granted", "committed", "answered"],
                ["begin", "answered", "more is asked", "answered", "denied"],
            ]),
        drawn =>
        {
            var (isGranted, isFact) = (false, false);
            foreach (var visit in XauthEdge.Machine.Walk(drawn.Config, drawn.History))
            {
                isGranted |= visit is
                {
                    State: XauthEdge.State.Judging, Input: XauthEdge.Input.Granted,
                };
                isFact |= isGranted && visit is
                {
                    State: XauthEdge.State.Committing, Input: XauthEdge.Input.Committed,
                };
                foreach (var output in visit.Next.Outputs)
                {
                    Assert.True(isGranted || output is not XauthEdge.Output.Establish);
                    Assert.True(isFact || output is not XauthEdge.Output.Open);
                    Assert.True(isFact || output is not XauthEdge.Output.Ask(_, var said)
                        || XauthMessages.StatusIn(said) != true);
                }

                Assert.True(isFact || visit.Next.State is not XauthEdge.State.LoggedIn);
                Assert.Equal(
                    visit.Next.State is XauthEdge.State.Refused
                        && visit.State is not XauthEdge.State.Refused,
                    visit.Next.Outputs.Any(output => output is XauthEdge.Output.End));
            }
        });

    private static void Drops<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig[] configs, string[][] ways,
        Func<TInput, IEnumerable<SecretAttribute>> given,
        Func<TOutput, IEnumerable<KeyHandle>> dropped, Func<TState, bool> hasNone)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        ForAll.Cases(Runs, Of(machine, configs, ways), drawn =>
        {
            var secrets = new List<KeyHandle>();
            foreach (var visit in machine.Walk(drawn.Config, drawn.History))
            {
                secrets.AddRange(given(visit.Input).Select(secret => secret.Value));
                foreach (var secret in visit.Next.Outputs.AsEnumerable().SelectMany(dropped))
                {
                    Assert.True(secrets.Remove(secret), $"{visit}");
                }

                Assert.True(!hasNone(visit.Next.State) || secrets.Count == 0, $"{visit}");
            }
        });

    private static void Zeroes<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig[] configs, string[][] ways,
        Func<TInput, KeyHandle> given, Func<TOutput, KeyHandle> zeroed,
        Func<TState, bool> isGone)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull =>
        ForAll.Cases(Runs, Of(machine, configs, ways), drawn =>
        {
            var keys = new List<KeyHandle>();
            foreach (var visit in machine.Walk(drawn.Config, drawn.History))
            {
                if (given(visit.Input) is { IsSome: true } handle)
                {
                    keys.Add(handle);
                }

                foreach (var output in visit.Next.Outputs)
                {
                    Assert.True(zeroed(output) is not { IsSome: true } gone || keys.Remove(gone));
                }

                Assert.True(!isGone(visit.Next.State) || keys.Count == 0, $"{visit}");
            }
        });

    /// <summary>Random letters seldom go far: each history begins with a way that does.</summary>
    private static Func<Choices, (TConfig Config, Moment[] History)> Of<
        TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine, TConfig[] configs, string[][] ways)
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => choices =>
        {
            var names = machine.Alphabet.Select(letter => letter.Name).ToList();
            var way = choices.Of(ways);
            return (
                choices.Of(configs),
                [
                    .. way.Take(choices.Below(way.Length + 1))
                        .Select(name => new Moment(Gap.None, 0, names.IndexOf(name))),
                    .. Moment.DrawMany(choices, machine.Alphabet.Count),
                ]);
        };
}
