using System.Globalization;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Tests.Examples.StateMachines.Redirection;

/// <summary>RFC 5685 §3 to §7, for the client: every state, every input, each place of a redirect,
/// with redirects left and used up.</summary>
public sealed class RedirectedClientOracle
{
    /// <summary>
    /// Follows: whether it said that it understands redirects. Where: with its origin, or with A,
    /// while an SA with the origin stands (moving) or none does (moved). Room: of two redirects in
    /// 300 s. Clear: whether one that only a nonce speaks for is followed. Loop: what follows one.
    /// To: the gateway that the redirect names (B, the one that says it, or one that is not
    /// allowed), or how late it is. Next, with the gateway, whence, the former SA, and how long ago
    /// each redirect was.
    /// </summary>
    private const string Table = """
        state                       | follows | where       | room | clear | loop   | input                                     | to        || next                                           | outputs                              | why
        idle                        | *       | *           | *    | *     | *      | start                                     | *         || greeting O - - {ages} follows unsent           | Connect O - follows                  | started
        idle                        | *       | *           | *    | *     | *      | sent, greeted, established, failed        | *         || same                                           |                                      | idle
        idle, waiting               | *       | *           | *    | *     | *      | in init, in auth, by gateway              | *         || same                                           |                                      | unasked
        idle, waiting, up           | *       | *           | *    | *     | *      | old ended                                 | *         || same                                           |                                      | no old
        greeting, proving, up       | *       | *           | *    | *     | *      | start                                     | *         || same                                           |                                      | started already
        greeting                    | *       | *           | *    | *     | *      | sent                                      | *         || greeting {trail} {ages} {follows} n2           |                                      | sent
        greeting                    | *       | *           | *    | *     | *      | greeted                                   | *         || proving {trail} {ages} {follows}               |                                      | greeted
        unsent                      | *       | *           | *    | *     | *      | nonce n1, nonce n2                        | *         || same                                           |                                      | other nonce
        asked                       | *       | *           | *    | *     | *      | nonce n2                                  | *         || same                                           |                                      | other nonce
        asked                       | *       | *           | *    | no    | *      | nonce n1                                  | *         || same                                           |                                      | unproven
        asked                       | deaf    | *           | *    | yes   | *      | nonce n1                                  | *         || same                                           |                                      | not offered
        asked                       | follows | *           | *    | yes   | *      | nonce n1                                  | here      || same                                           |                                      | there already
        asked                       | follows | *           | *    | yes   | *      | nonce n1                                  | forbidden || same                                           |                                      | not allowed
        asked                       | follows | *           | left | yes   | *      | nonce n1                                  | B         || greeting B {at} {old} {more} follows unsent    | Connect B {at} follows               | in init
        asked                       | follows | moving      | used | yes   | *      | nonce n1                                  | B         || up O - - {ages} deaf                           |                                      | loop back
        asked                       | follows | home, moved | used | yes   | Wait   | nonce n1                                  | B         || waiting O - - {ages} +300s                     |                                      | loop
        asked                       | follows | home, moved | used | yes   | Origin | nonce n1                                  | B         || greeting O - - {ages} deaf unsent              | Connect O - deaf                     | loop to origin
        greeting                    | *       | *           | *    | *     | *      | in auth, by gateway                       | *         || same                                           |                                      | unasked
        greeting                    | *       | *           | *    | *     | *      | established                               | *         || same                                           |                                      | not proven
        greeting, proving           | *       | moving      | *    | *     | *      | failed                                    | *         || up O - - {ages} follows                        |                                      | back to old
        greeting, proving           | *       | moved       | *    | *     | *      | failed                                    | *         || greeting O - - {ages} follows unsent           | Connect O - follows                  | to origin
        greeting, proving           | *       | home        | *    | *     | *      | failed                                    | *         || idle O - - {ages}                              |                                      | lost
        unsent                      | *       | *           | *    | *     | *      | old ended                                 | *         || greeting {at} {from} - {ages} {follows} unsent |                                      | old ended
        asked                       | *       | *           | *    | *     | *      | old ended                                 | *         || greeting {at} {from} - {ages} {follows} n1     |                                      | old ended
        proving                     | *       | *           | *    | *     | *      | sent, greeted                             | *         || same                                           |                                      | greeted already
        proving                     | *       | *           | *    | *     | *      | in init, by gateway                       | *         || same                                           |                                      | unasked
        proving                     | *       | *           | *    | *     | *      | in the middle                             | *         || same                                           |                                      | in the middle
        proving                     | *       | *           | *    | *     | *      | not proven                                | *         || same                                           |                                      | not proven
        proving                     | deaf    | *           | *    | *     | *      | proven                                    | *         || same                                           |                                      | not offered
        proving                     | follows | *           | *    | *     | *      | proven                                    | here      || same                                           |                                      | there already
        proving                     | follows | *           | *    | *     | *      | proven                                    | forbidden || same                                           |                                      | not allowed
        proving                     | follows | *           | left | *     | *      | proven                                    | B         || greeting B {at} {old} {more} follows unsent    | DropNew {at}, Connect B {at} follows | in auth
        proving                     | follows | moving      | used | *     | *      | proven                                    | B         || up O - - {ages} deaf                           | DropNew {at}                         | loop back
        proving                     | follows | home, moved | used | *     | Wait   | proven                                    | B         || waiting O - - {ages} +300s                     | DropNew {at}                         | loop
        proving                     | follows | home, moved | used | *     | Origin | proven                                    | B         || greeting O - - {ages} deaf unsent              | DropNew {at}, Connect O - deaf       | loop to origin
        proving                     | *       | home, moved | *    | *     | *      | established                               | *         || up {trail} {ages} {follows}                    |                                      | up
        proving                     | *       | moving      | *    | *     | *      | established                               | *         || up {at} {from} - {ages} {follows}              | DeleteOld O                          | moved
        proving                     | *       | *           | *    | *     | *      | old ended                                 | *         || proving {at} {from} - {ages} {follows}         |                                      | old ended
        up                          | *       | *           | *    | *     | *      | sent, greeted, established                | *         || same                                           |                                      | up already
        up                          | *       | *           | *    | *     | *      | in init, in auth                          | *         || same                                           |                                      | unasked
        up                          | deaf    | *           | *    | *     | *      | by gateway                                | *         || same                                           | Acknowledge                          | not offered
        up                          | follows | *           | *    | *     | *      | by gateway                                | here      || same                                           | Acknowledge                          | there already
        up                          | follows | *           | *    | *     | *      | by gateway                                | forbidden || same                                           | Acknowledge                          | not allowed
        up                          | follows | *           | left | *     | *      | by gateway                                | B         || greeting B {at} {at} {more} follows unsent     | Acknowledge, Connect B {at} follows  | by gateway
        up                          | follows | *           | used | *     | *      | by gateway                                | B         || same                                           | Acknowledge                          | loop while up
        up                          | *       | *           | *    | *     | *      | failed                                    | *         || idle {at} - - {ages}                           |                                      | lost
        waiting                     | *       | *           | *    | *     | *      | start, sent, greeted, established, failed | *         || same                                           |                                      | loop
        waiting early               | *       | *           | *    | *     | *      | tick                                      | *         || same                                           |                                      | not due
        waiting over                | *       | *           | *    | *     | *      | tick                                      | *         || greeting O - - [] follows unsent               | Connect O - follows                  | waited
        idle, greeting, proving, up | *       | *           | *    | *     | *      | tick                                      | *         || same                                           |                                      | not due
        *                           | *       | *           | *    | *     | *      | Unprotected                               | *         || same                                           |                                      | unprotected
        *                           | *       | *           | *    | *     | *      | Malformed                                 | *         || same                                           |                                      | malformed
        *                           | *       | *           | *    | *     | *      | Misplaced                                 | *         || same                                           |                                      | misplaced
        """;

    private const string Kinds = """
        not due         = Holdfast: nothing is due
        idle            = Holdfast: nobody wants an SA
        started         = RFC 5685 §3: an SA is wanted
        started already = Holdfast: it was begun
        sent            = RFC 5685 §3: the nonce is kept
        greeted         = RFC 5685 §3: the gateway goes on
        greeted already = Holdfast: IKE_AUTH goes on
        up already      = Holdfast: the IKE SA stands already
        up              = Holdfast: the IKE SA stands
        moved           = RFC 5685 §5: the new SA stands
        other nonce     = RFC 5685 §3: not our nonce
        unproven        = Holdfast: a redirect that nobody proved
        in init         = RFC 5685 §3: our nonce
        in the middle   = RFC 5685 §6: only the first and the last
        not proven      = RFC 5685 §6: the gateway has not proven
        in auth         = RFC 5685 §6: AUTH verified
        by gateway      = RFC 5685 §5: answered, and followed
        unasked         = RFC 5685 §3: no exchange waits
        not offered     = RFC 5685 §3: we did not say
        there already   = Holdfast: the redirect names the gateway
        no old          = Holdfast: no former SA
        old ended       = Holdfast: the former SA is gone
        not allowed     = Holdfast: the gateway is none
        loop            = RFC 5685 §7: too many redirects: a loop; it waits
        loop while up   = RFC 5685 §7: too many redirects: a loop; the SA stays
        loop back       = RFC 5685 §7: too many redirects: a loop; back
        loop to origin  = RFC 5685 §7: too many redirects: a loop; to the origin
        waited          = RFC 5685 §7: the period is over
        back to old     = Holdfast: the new gateway failed: back
        to origin       = Holdfast: the new gateway failed: to the origin
        lost            = Holdfast: the SA is gone
        unprotected     = RFC 5685 §5: a redirect in the clear
        malformed       = RFC 5685 §9.2: the redirect names no
        misplaced       = RFC 5685 §3: this exchange has no
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(1_000_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly Octets First = Octets.FromHex("11111111111111111111111111111111");
    private static readonly Octets Other = Octets.FromHex("22222222222222222222222222222222");
    private static readonly GatewayName O = GatewayName.From(HostAddress.Parse("192.0.2.1"));
    private static readonly GatewayName A = GatewayName.From(HostAddress.Parse("192.0.2.2"));
    private static readonly GatewayName B = GatewayName.From(HostAddress.Parse("192.0.2.3"));
    private static readonly GatewayName X = GatewayName.From(HostAddress.Parse("192.0.2.9"));

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_table_says() =>
        OracleTable.Parse(Table).Holds(Machine, Cases(), Kinds, Told, Said);

    private static IEnumerable<Trial<Config, State, Input>> Cases() =>
        from clear in (bool[])[true, false]
        from loop in Enum.GetValues<LoopAction>()
        let config = Configured(clear, loop)
        from followed in (Items<Instant>[])
        [
            [], [Now - Second], [Now - (300 * Second), Now - Second],
            [Now - (300 * Second) + Unit, Now - Second],
        ]
        from place in (string[])["home", "moved", "moving"]
        let trail = new Trail(
            place == "home" ? O : A, place == "home" ? null : O, place == "moving" ? O : null,
            followed)
        from follows in (bool[])[true, false]
        from one in States(trail, follows)
        from said in Inputs(trail.At)
        let recent = followed.Where(at => Now - at < 300 * Second).ToArray()
        select new Trial<Config, State, Input>(
            [
                one.Name, follows ? "follows" : "deaf", place, recent.Length < 2 ? "left" : "used",
                clear ? "yes" : "no", $"{loop}", said.Name, said.To,
            ],
            config, one.State, Now, said.Input)
        {
            Given =
            [
                ("same", Told(one.State)), ("{trail}", Told(trail with { Followed = [] })[..^3]),
                ("{ages}", Ages(followed)), ("{more}", Ages([.. recent, Now])),
                ("{at}", Name(trail.At)), ("{from}", Name(trail.From)), ("{old}", Name(trail.Old)),
                ("{follows}", follows ? "follows" : "deaf"),
            ],
        };

    /// <summary>An SA that stands has no former one.</summary>
    private static IEnumerable<(string Name, State State)> States(Trail trail, bool follows)
    {
        yield return ("greeting/unsent", new State.Greeting(trail, follows, default));
        yield return ("greeting/asked", new State.Greeting(trail, follows, First));
        yield return ("proving", new State.Proving(trail, follows));
        if (trail.Old is null)
        {
            yield return ("idle", new State.Idle(trail));
            yield return ("up", new State.Up(trail, follows));
            yield return ("waiting/waiting over", new State.Waiting(trail, Now));
            yield return ("waiting/waiting early", new State.Waiting(trail, Now + Unit));
        }
    }

    private static IEnumerable<(string Name, string To, Input Input)> Inputs(GatewayName at)
    {
        yield return ("start", "-", new Input.Start());
        yield return ("sent", "-", new Input.Sent(Other));
        yield return ("greeted", "-", new Input.Greeted());
        yield return ("established", "-", new Input.Established());
        yield return ("failed", "-", new Input.Failed());
        yield return ("old ended", "-", new Input.OldEnded());
        yield return ("tick", "-", new Input.Tick());
        foreach (var why in Enum.GetValues<Refusal>())
        {
            yield return ($"{why}", "-", new Input.Refused(why));
        }

        foreach (var (name, to) in new[] { ("B", B), ("here", at), ("forbidden", X) })
        {
            yield return ("in init/nonce n1", name, new Input.RedirectedInInit(to, First));
            yield return ("in init/nonce n2", name, new Input.RedirectedInInit(to, Other));
            yield return ("by gateway", name, new Input.RedirectedByGateway(to));
            foreach (var (turn, isProven) in
                from turn in Enum.GetValues<Turn>()
                from isProven in (bool[])[true, false]
                select (turn, isProven))
            {
                yield return (
                    turn == Turn.Middle ? "in auth/in the middle"
                        : isProven ? "in auth/proven" : "in auth/not proven",
                    name, new Input.RedirectedInAuth(to, turn, isProven));
            }
        }
    }

    private static string Told(State state) => state switch
    {
        State.Idle idle => $"idle {Told(idle.Trail)}",
        State.Greeting one => $"greeting {Told(one.Trail)} {(one.Follows ? "follows" : "deaf")} "
            + (one.Nonce.Length == 0 ? "unsent" : one.Nonce == First ? "n1" : "n2"),
        State.Proving one => $"proving {Told(one.Trail)} {(one.Follows ? "follows" : "deaf")}",
        State.Up up => $"up {Told(up.Trail)} {(up.Follows ? "follows" : "deaf")}",
        State.Waiting one => string.Create(
            CultureInfo.InvariantCulture,
            $"waiting {Told(one.Trail)} +{(one.Until - Now) / Second}s"),
    };

    private static string Told(Trail trail) =>
        $"{Name(trail.At)} {Name(trail.From)} {Name(trail.Old)} {Ages(trail.Followed)}";

    private static string Ages(Items<Instant> followed) => "["
        + string.Join(' ', followed.Select(at => string.Create(
            CultureInfo.InvariantCulture, $"{(Now - at) / Second}s"))) + "]";

    private static string Name(GatewayName? gateway) => gateway is not { } one ? "-"
        : one == O ? "O" : one == A ? "A" : one == B ? "B" : "X";

    private static string Said(Output output) => output switch
    {
        Output.Connect(var to, var from, var follows) =>
            $"Connect {Name(to)} {Name(from)} {(follows ? "follows" : "deaf")}",
        Output.Acknowledge => nameof(Output.Acknowledge),
        Output.DeleteOld(var with) => $"DeleteOld {Name(with)}",
        Output.DropNew(var with) => $"DropNew {Name(with)}",
    };

    private static Config Configured(bool clear, LoopAction loop) => Config.TryCreate(
        new()
        {
            Origin = O,
            Allowed = [A, B],
            FollowsUnproven = clear,
            RedirectsMax = 2,
            LoopPeriod = 300 * Second,
            OnLoop = loop,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
