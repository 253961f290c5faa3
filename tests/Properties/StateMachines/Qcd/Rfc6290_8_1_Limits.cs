using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.Tests.Properties.Codec.Samples;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Qcd;

/// <summary>RFC 6290 §8.1 and §9.3 (I21): how often tokens are shown, and how often guessed.
/// </summary>
public sealed class Rfc6290_8_1_Limits
{
    private const int Runs = 300;

    /// <summary>I21.</summary>
    [Fact]
    [Requirement("RFC6290-8.1-b")]
    [Requirement("RFC6290-9.3-b")]
    [Requirement("RFC7296-2.4-b")]
    public void A_maker_answers_no_more_often_than_its_limits_allow() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(QcdRuns.Makers),
            History: Questions(choices, TokenMaker.Machine.Alphabet.Count)),
        drawn =>
        {
            var config = drawn.Config;
            List<Instant> shown = [];
            List<Instant> complained = [];
            foreach (var visit in TokenMaker.Machine.Walk(config, drawn.History))
            {
                // Limits are of one time as active: a takeover begins anew.
                if (visit.Next.State is not TokenMaker.State.Active)
                {
                    shown.Clear();
                    complained.Clear();
                }

                foreach (var output in visit.Next.Outputs)
                {
                    switch (output)
                    {
                        case TokenMaker.Output.Reveal:
                            Assert.IsType<TokenMaker.Input.Asked>(visit.Input);
                            shown.Add(visit.Now);
                            break;
                        case TokenMaker.Output.Complain:
                            complained.Add(visit.Now);
                            break;
                        default:
                            break;
                    }
                }

                var fresh = visit.State is TokenMaker.State.Active { Budget.FreshUntil: { } until }
                    && visit.Now < until;
                Assert.True(IsWithin(
                    shown, fresh ? config.FreshTokensEvery : config.TokensEvery, config.Burst,
                    fresh ? null : FreshUntil(visit.State)));
                Assert.True(IsWithin(
                    complained, config.ComplaintsEvery, config.Burst, null));
            }
        });

    /// <summary>I21: a guess that is right has no effect beyond the limit either.</summary>
    [Fact]
    [Requirement("RFC6290-8.1-a")]
    [Requirement("RFC6290-8.2-c")]
    public void A_taker_looks_at_no_more_tokens_than_its_limits_allow() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(QcdRuns.Takers),
            History: Guesses(choices)),
        drawn =>
        {
            var config = drawn.Config;
            var guesses = new Dictionary<TokenTaker.Source, List<Instant>>
            {
                [TokenTaker.Source.Peer] = [],
                [TokenTaker.Source.Other] = [],
            };
            foreach (var visit in TokenTaker.Machine.Walk(config, drawn.History))
            {
                if (visit.Input is TokenTaker.Input.Shown shown && IsLookedAt(visit))
                {
                    guesses[shown.Source].Add(visit.Now);
                }

                Assert.All(guesses.Values, list => Assert.True(
                    IsWithin(list, config.TokensEvery, config.Burst, null)));
            }
        });

    [Fact]
    [Requirement("RFC6290-4.5-d")]
    [Requirement("RFC6290-4.5-e")]
    [Requirement("RFC6290-5.3-a")]
    public void An_SA_goes_by_a_right_token_alone_and_every_token_is_forgotten_once() =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(QcdRuns.Takers),
                History: Moment.DrawMany(choices, TokenTaker.Machine.Alphabet.Count)),
            drawn =>
            {
                List<KeyHandle> held = [];
                foreach (var visit in TokenTaker.Machine.Walk(drawn.Config, drawn.History))
                {
                    if (visit.Input is TokenTaker.Input.Given(var token) && !held.Contains(token))
                    {
                        held.Add(token);
                    }

                    foreach (var output in visit.Next.Outputs)
                    {
                        if (output is TokenTaker.Output.Discard)
                        {
                            Assert.True(visit is
                            {
                                State: TokenTaker.State.Up { Tokens.Count: > 0 },
                                Input: TokenTaker.Input.Shown { IsRight: true },
                            });
                        }

                        if (output is TokenTaker.Output.Forget(var gone))
                        {
                            Assert.True(held.Remove(gone), $"{gone} was not held");
                        }
                    }

                    // What is held is what the state names: nothing leaks, nothing dangles.
                    var named = visit.Next.State is TokenTaker.State.Up up
                        ? up.Tokens.Order(Comparer<KeyHandle>.Create(ByValue))
                        : Enumerable.Empty<KeyHandle>();
                    Assert.Equal(named, held.Order(Comparer<KeyHandle>.Create(ByValue)));
                }
            });

    private static int ByValue(KeyHandle one, KeyHandle other) =>
        one.Value.CompareTo(other.Value);

    private static bool IsLookedAt(
        Visit<TokenTaker.State, TokenTaker.Input, TokenTaker.Output> visit) =>
        visit.State is TokenTaker.State.Up { Tokens.Count: > 0 } before
        && (visit.Next.State is not TokenTaker.State.Up after
            || after.Budget.Peer != before.Budget.Peer
            || after.Budget.Others != before.Budget.Others);

    /// <summary>
    /// Whether every window that ends with the last event and begins behind an instant holds at
    /// most the burst and what an even flow allows.
    /// </summary>
    private static bool IsWithin(
        List<Instant> events, TimeSpan every, int burst, Instant? from)
    {
        for (var first = 0; first < events.Count; first++)
        {
            var window = events[^1] - events[first];
            if ((from is null || events[first] >= from)
                && events.Count - first > burst + (window / every))
            {
                return false;
            }
        }

        return true;
    }

    private static Instant? FreshUntil(TokenMaker.State state) =>
        state is TokenMaker.State.Active active ? active.Budget.FreshUntil : null;

    /// <summary>A member that is active and has a secret, then mostly questions.</summary>
    private static Moment[] Questions(Choices choices, int letters)
    {
        Moment[] begin = [Letter("secret loaded"), Letter("promoted")];
        return
        [
            .. begin,
            .. Enumerable.Range(0, choices.Below(80)).Select(_ => choices.Chance(80)
                ? Letter(choices.Of(["request, dead", "ESP, dead", "request, uncertain"])) with
                {
                    Gap = choices.Of([Gap.None, Gap.Some]),
                    Ticks = 1L << choices.Below(12),
                }
                : Moment.Draw(choices, letters)),
        ];

        static Moment Letter(string name) => new(
            Gap.None, 0,
            TokenMaker.Machine.Alphabet.Select(letter => letter.Name).ToList().IndexOf(name));
    }

    private static Moment[] Guesses(Choices choices)
    {
        var names = TokenTaker.Machine.Alphabet.Select(letter => letter.Name).ToList();
        return
        [
            new(Gap.None, 0, names.IndexOf("token given")),
            .. Enumerable.Range(0, choices.Below(80)).Select(_ => new Moment(
                choices.Of([Gap.None, Gap.Some]),
                1L << choices.Below(12),
                names.IndexOf(choices.Of(
                [
                    "wrong token, peer", "wrong token, other", "wrong token, other",
                    choices.Chance(20) ? "right token, other" : "token given",
                ])))),
        ];
    }
}
