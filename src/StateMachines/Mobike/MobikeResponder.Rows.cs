using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Mobike.MobikeResponder.State,
    Holdfast.StateMachines.Mobike.MobikeResponder.Output>;
using Verdict = Holdfast.StateMachines.Mobike.MobikeInitiator.Verdict;

namespace Holdfast.StateMachines.Mobike;

/// <content>A function for each state.</content>
public static partial class MobikeResponder
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NotAgreed =
            new("RFC 4555 §3.3", "MOBIKE is not agreed on");
        public static readonly Reason Agreed = new("RFC 4555 §3.3", "both support MOBIKE");
        public static readonly Reason AgreedAlready =
            new("RFC 4555 §3.3", "MOBIKE is agreed on already");
        public static readonly Reason NatDetected =
            new("RFC 4555 §3.9", "addresses or ports were changed on the way");
        public static readonly Reason NotShared =
            new("Holdfast", "our address does not move with the cluster: not accepted");
        public static readonly Reason NotAllowed =
            new("RFC 4555 §3.5", "policy does not allow the peer's address");
        public static readonly Reason Same =
            new("RFC 4555 §3.5", "the addresses are those in use");
        public static readonly Reason Moves =
            new("RFC 4555 §3.5", "the peer moved: all follows");
        public static readonly Reason ChecksFirst =
            new("RFC 4555 §3.7", "the peer moved: CHILD SAs follow once it was asked");
        public static readonly Reason ChecksAfter =
            new("RFC 4555 §3.7", "the peer moved: all follows, and it is asked");
        public static readonly Reason MovedAgain =
            new("RFC 4555 §3.7", "the peer moved again: what is open is asked there");
        public static readonly Reason Probed =
            new("RFC 4555 §3.7", "the cookie goes back unchanged");
        public static readonly Reason Sent = new("RFC 4555 §3.7", "the cookie is kept");
        public static readonly Reason NoCheck = new("RFC 4555 §3.7", "nothing was asked");
        public static readonly Reason AskedElsewhere =
            new("RFC 4555 §3.7", "it was asked at another address: once more");
        public static readonly Reason IsThere =
            new("RFC 4555 §3.7", "the cookie came back: the peer is there");
        public static readonly Reason IsNotThere =
            new("RFC 4555 §3.7", "nobody answers there: back to the former path");
        public static readonly Reason WrongCookie =
            new("RFC 4555 §3.7", "the cookie came back changed: the SA is closed");
        public static readonly Reason Standby = new("Holdfast", "a standby sends nothing");
        public static readonly Reason Promoted =
            new("Holdfast", "active now: the path is where the cluster left it");
        public static readonly Reason PromotedUnasked =
            new("RFC 4555 §3.7", "active now: nobody has asked the peer on its new path");
        public static readonly Reason AskedAnew =
            new("RFC 4555 §3.7", "what was asked is not answered any more: once more");
        public static readonly Reason ActiveAlready = new("Holdfast", "active already");
        public static readonly Reason Closed = new("RFC 4555 §3.7", "the SA is closed");
    }

    private static Next FromOff(Config config, State.Off state, Input input) => input switch
    {
        Input.Agreed(var path) => To(
            new State.Settled(path), Why.Agreed,
            new Output.Announce(config.Besides(path.Local))),
        Input.Demoted => Stay(state, Why.NotAgreed),
        Input.Promoted(var path, var former) => TakeOver(config, path, former),
        Input.Update or Input.Probed or Input.Sent or Input.Answered or Input.Unanswered
            or Input.Dropped => Stay(state, Why.NotAgreed),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromSettled(Config config, State.Settled state, Input input) =>
        input switch
        {
            Input.Agreed => Stay(state, Why.AgreedAlready),
            Input.Update update => Refuse(config, state, update)
                ?? (update.Path == state.Path
                    ? To(state, Why.Same, Accept(update))
                    : Follow(config, state.Path, update)),
            Input.Probed(var cookie) => To(
                state, Why.Probed, new Output.Answer(Verdict.Accepted, cookie)),
            Input.Sent or Input.Answered or Input.Unanswered or Input.Dropped =>
                Stay(state, Why.NoCheck),
            Input.Demoted => Stay(new State.Paused(state.Path), Why.Standby),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromChecking(Config config, State.Checking state, Input input) =>
        input switch
        {
            Input.Agreed => Stay(state, Why.AgreedAlready),
            Input.Update update => Refuse(config, state, update)
                ?? (update.Path == state.Path
                    ? To(state, Why.Same, Accept(update))
                    : MoveOn(config, state, update)),
            Input.Probed(var cookie) => To(
                state, Why.Probed, new Output.Answer(Verdict.Accepted, cookie)),
            Input.Sent(var cookie) => Stay(
                state with { Request = state.Request with { Cookie = cookie } }, Why.Sent),
            Input.Answered(var cookie) => !state.Request.WasSent ? Stay(state, Why.NoCheck)
                : state.Request.Cookie != cookie
                    ? To(new State.Closed(), Why.WrongCookie, new Output.CloseSa())
                : state.Request.Asked != state.Path
                    ? To(
                        state with { Request = RoutabilityRequest.For(state.Path) },
                        Why.AskedElsewhere,
                        new Output.SendCheck(state.Path))
                : config.Check == RoutabilityCheck.Before
                    ? To(
                        new State.Settled(state.Path), Why.IsThere,
                        new Output.UseForChildSas(state.Path))
                    : Stay(new State.Settled(state.Path), Why.IsThere),
            Input.Unanswered => new(
                new State.Settled(state.Former),
                [new Output.UseForIke(state.Former), new Output.UseForChildSas(state.Former)],
                Why.IsNotThere),
            Input.Dropped => To(
                state with { Request = RoutabilityRequest.For(state.Path) }, Why.AskedAnew,
                new Output.SendCheck(state.Path)),
            Input.Demoted => Stay(
                new State.Paused(
                    config.Check == RoutabilityCheck.Before ? state.Former : state.Path),
                Why.Standby),
            Input.Promoted => Stay(state, Why.ActiveAlready),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromPaused(Config config, State.Paused state, Input input) =>
        input switch
        {
            // The virtual address came with the role, so the peer notices nothing.
            Input.Promoted(var path, var former) => TakeOver(config, path, former),
            Input.Agreed or Input.Update or Input.Probed or Input.Sent or Input.Answered
                or Input.Unanswered or Input.Dropped or Input.Demoted => Stay(state, Why.Standby),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    /// <summary>What the former member had not asked, or has no answer to, is asked anew: where
    /// CHILD SAs follow an answer alone they stay on the former path until it is there.</summary>
    private static Next TakeOver(Config config, Path path, Path? former) =>
        former is null || former == path || config.Check == RoutabilityCheck.Never
            ? Stay(new State.Settled(path), Why.Promoted)
            : new(
                new State.Checking(former, path, RoutabilityRequest.For(path)),
                config.Check == RoutabilityCheck.Before
                    ? [new Output.UseForChildSas(former), new Output.SendCheck(path)]
                    : [new Output.SendCheck(path)],
                Why.PromotedUnasked);

    /// <summary>The refusal of an update; null: it is followed. The addresses stay, §3.5.
    /// </summary>
    private static Next? Refuse(Config config, State state, Input.Update update) =>
        update.Nat == Nat.Detected
            ? To(state, Why.NatDetected, new Output.Answer(Verdict.NatDetected, update.Cookie))
        : !config.MayUse(update.Path.Local)
            ? To(state, Why.NotShared, new Output.Answer(Verdict.Unacceptable, update.Cookie))
        : !update.IsAllowed
            ? To(state, Why.NotAllowed, new Output.Answer(Verdict.Unacceptable, update.Cookie))
        : null;

    private static Next Follow(Config config, Path former, Input.Update update)
    {
        var path = update.Path;
        var checking = new State.Checking(former, path, RoutabilityRequest.For(path));
        return config.Check switch
        {
            RoutabilityCheck.Never => new(
                new State.Settled(path),
                [
                    Accept(update), new Output.UseForIke(path),
                    new Output.UseForChildSas(path),
                ],
                Why.Moves),
            RoutabilityCheck.Before => new(
                checking,
                [Accept(update), new Output.UseForIke(path), new Output.SendCheck(path)],
                Why.ChecksFirst),
            RoutabilityCheck.After => new(
                checking,
                [
                    Accept(update), new Output.UseForIke(path),
                    new Output.UseForChildSas(path), new Output.SendCheck(path),
                ],
                Why.ChecksAfter),
        };
    }

    /// <summary>One request is open at a time: it is repeated over the new path.</summary>
    private static Next MoveOn(Config config, State.Checking state, Input.Update update)
    {
        var moved = state with
        {
            Path = update.Path,
            Request = state.Request.Over(update.Path),
        };
        return config.Check == RoutabilityCheck.After
            ? new(
                moved,
                [
                    Accept(update), new Output.UseForIke(update.Path),
                    new Output.UseForChildSas(update.Path),
                ],
                Why.MovedAgain)
            : new(
                moved, [Accept(update), new Output.UseForIke(update.Path)], Why.MovedAgain);
    }

    private static Output Accept(Input.Update update) =>
        new Output.Answer(Verdict.Accepted, update.Cookie);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}
