namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <content>What RFC 2281 §5.3 to §5.7, and the decisions beside it, say.</content>
public sealed partial class HsrpGroupOracle
{
    /// <summary>§5.1: who wins.</summary>
    private const string Elections = """
        priority | address   || is
        *        | ours      || ourselves
        higher   | any       || higher
        equal    | higher    || higher
        equal    | lower     || lower
        lower    | any       || lower
        """;

    /// <summary>§5.5: which event it is when something is heard. Known: the active router.
    /// </summary>
    private const string Heard = """
        message | sender        | says                   | known           | dialect        || event
        *       | ourselves     | *                      | *               | *              || our own
        Hello   | higher        | Speak                  | *               | *              || f
        Hello   | lower         | Speak                  | *               | *              || lower speaker
        Hello   | higher        | Active                 | *               | *              || g
        Hello   | lower         | Active                 | *               | *              || h
        Hello   | higher        | Standby                | *               | *              || k
        Hello   | lower         | Standby                | *               | *              || l
        Hello   | higher, lower | Initial, Learn, Listen | *               | *              || silent sender
        Coup    | higher        | *                      | *               | *              || j
        Coup    | lower         | *                      | *               | *              || lower Coup
        Resign  | higher, lower | *                      | sender          | *              || i
        Resign  | higher, lower | Active                 | nobody          | *              || i
        Resign  | higher, lower | Active                 | another         | Rfc2281Literal || i
        Resign  | higher, lower | Active                 | another         | Repaired       || of another
        Resign  | higher, lower | Initial, Learn, Listen, Speak, Standby | nobody, another | *              || of another
        """;

    /// <summary>§5.5, c to e: of timers that are due one expires. That which is to be the first is
    /// it where it is due.</summary>
    private const string Expiries = """
        Active | Standby | Hello | first           || event
        no     | no      | no    | *               || not due
        yes    | *       | *     | Active          || c
        *      | yes     | *     | Standby         || d
        *      | *       | yes   | Hello           || e
        yes    | no      | *     | Standby         || c
        no     | no      | yes   | Standby, Active || e
        no     | yes     | *     | Active          || d
        yes    | *       | no    | Hello           || c
        no     | yes     | no    | Hello           || d
        """;

    /// <summary>
    /// §5.7. Preempts: it is set, its delay is over, and sync is there where it is asked for. Sync:
    /// whether it counts, and where it does whether this member is behind or knows (ADR 29).
    /// Address: whether it is known, or the active router says it now. Actions are those of §5.6.
    /// </summary>
    private const string Transitions = """
        event | state                           | dialect        | preempts | sync              | address || actions | next    | why
        a     | Initial                         | *              | *        | *                 | no      || A B     | Learn   | a
        a     | Initial                         | *              | *        | *                 | yes     || A B     | Listen  | a
        a     | Learn, Listen, Speak, Standby, Active | *              | *        | *                 | *       ||         | same    | a
        b     | Initial                         | *              | *        | *                 | *       ||         | same    | b
        b     | Learn, Listen, Speak, Standby   | *              | *        | *                 | *       || C D     | Initial | b
        b     | Active                          | *              | *        | *                 | *       || C D H   | Initial | b
        c     | Learn, Active                   | *              | *        | *                 | *       ||         | same    | c
        c     | Listen                          | *              | *        | *                 | *       || A B     | Speak   | c
        c     | Speak                           | Rfc2281Literal | *        | *                 | *       ||         | same    | c
        c     | Speak                           | Repaired       | *        | *                 | *       || A       | same    | c
        c     | Standby                         | *              | *        | *                 | *       || C D F I | Active  | c
        d     | Listen                          | *              | *        | *                 | *       || B       | Speak   | d
        d     | Speak                           | *              | *        | *                 | *       || D       | Standby | d
        d     | Learn, Standby, Active          | *              | *        | *                 | *       ||         | same    | d
        e     | Speak, Standby, Active          | *              | *        | *                 | *       || F       | same    | e
        f     | Speak                           | *              | *        | *                 | *       || B       | Listen  | f
        f     | Standby                         | Rfc2281Literal | *        | *                 | *       || B       | Listen  | f
        f     | Standby                         | Repaired       | *        | uncounted, behind | *       || B       | Listen  | f
        f     | Standby                         | Repaired       | *        | knows             | *       || F       | same    | knowing
        f     | Initial, Learn, Listen, Active  | *              | *        | *                 | *       ||         | same    | f
        g     | Learn                           | *              | *        | *                 | yes     || E A B   | Listen  | g
        g     | Listen, Speak, Standby          | *              | *        | *                 | *       || E A     | same    | g
        g     | Active                          | *              | *        | *                 | *       || A B     | Speak   | g
        h     | Learn                           | *              | *        | *                 | yes     || E A B   | Listen  | h
        h     | Listen, Speak, Standby          | *              | no       | *                 | *       || A       | same    | h
        h     | Listen, Speak, Standby          | *              | yes      | *                 | *       || B G F I | Active  | h
        h     | Active                          | Rfc2281Literal | *        | *                 | *       || G       | same    | h
        h     | Active                          | Repaired       | *        | *                 | *       || G I     | same    | h
        g     | Initial                         | *              | *        | *                 | *       ||         | same    | g
        h     | Initial                         | *              | *        | *                 | *       ||         | same    | h
        g, h  | Learn                           | *              | *        | *                 | no      ||         | same    | untold
        i     | Listen                          | *              | *        | *                 | *       || A B     | Speak   | i
        i     | Speak                           | *              | *        | *                 | *       || A       | same    | i
        i     | Standby                         | *              | *        | *                 | *       || C F I   | Active  | i
        i     | Initial, Learn, Active          | *              | *        | *                 | *       ||         | same    | i
        j     | Active                          | *              | *        | *                 | *       || A B H   | Speak   | j
        j     | Initial, Learn, Listen, Speak, Standby | *              | *        | *                 | *       ||         | same    | j
        k     | Listen, Active                  | *              | *        | *                 | *       || B       | same    | k
        k     | Speak, Standby                  | *              | *        | *                 | *       || B       | Listen  | k
        k     | Initial, Learn                  | *              | *        | *                 | *       ||         | same    | k
        l     | Listen                          | Rfc2281Literal | *        | *                 | *       || B       | Speak   | l
        l     | Listen                          | Repaired       | *        | uncounted, knows  | *       || B       | Speak   | l
        l     | Listen                          | Repaired       | *        | behind            | *       || B       | same    | knowing
        l     | Speak                           | Rfc2281Literal | *        | *                 | *       || D       | Standby | l
        l     | Speak                           | Repaired       | *        | uncounted, knows  | *       || D       | Standby | l
        l     | Speak                           | Repaired       | *        | behind            | *       || B       | Listen  | knowing
        l     | Active                          | *              | *        | *                 | *       || B       | same    | l
        l     | Initial, Learn, Standby         | *              | *        | *                 | *       ||         | same    | l
        """;

    /// <summary>How much of it is done where the group is bound to another one. Who may only listen
    /// takes no part; who may stand by does not become active; who is to claim does not wait for an
    /// election. Would: the state that the table of §5.7 leads to.</summary>
    private const string Bounds = """
        may     | event                           | state                            | would                                || actions | next   | why
        Full    | *                               | *                                | *                                    || so
        Listen  | *                               | *                                | same, Initial, Learn, Listen         || so
        Listen  | c, i                            | Listen                           | Speak                                || A B     | same   | bound
        Listen  | d, l                            | Listen                           | Speak                                || B       | same   | bound
        Listen  | h                               | Listen                           | Active                               || A       | same   | bound
        Standby | *                               | *                                | same, Initial, Learn, Listen, Speak  || so
        Standby | d, l                            | Speak                            | Standby                              || so
        Standby | c, i                            | Standby                          | Active                               || A       | same   | bound
        Standby | h                               | Listen, Speak, Standby           | Active                               || A       | same   | bound
        Claim   | c, i                            | Listen, Speak                    | *                                    || B C F I | Active | bound
        Claim   | c, i                            | Initial, Learn, Standby, Active  | *                                    || so
        Claim   | a, b, d, e, f, g, h, j, k, l    | *                                | *                                    || so
        """;

    /// <summary>What is done when the other group moves. Vacant: while it was held back, nobody was
    /// active. Lapsed: it is active in its memory alone (ADR 62), so there is nothing to resign.
    /// </summary>
    private const string Permits = """
        permit  | state                           | vacant | lapsed || actions | next   | why
        Full    | *                               | *      | *      ||         | same   | permitted
        Listen  | Initial, Learn, Listen          | *      | *      ||         | same   | permitted
        Listen  | Speak, Standby                  | *      | *      || A B     | Listen | held back
        Listen  | Active                          | *      | no     || A B H   | Listen | held back
        Listen  | Active                          | *      | yes    || A B     | Listen | held back
        Standby | Initial, Learn, Listen, Speak, Standby | *      | *      ||         | same   | permitted
        Standby | Active                          | *      | no     || A B H   | Speak  | held back
        Standby | Active                          | *      | yes    || A B     | Speak  | held back
        Claim   | Listen, Speak, Standby          | yes    | *      || B C F I | Active | claimed
        Claim   | Listen, Speak, Standby          | no     | *      ||         | same   | permitted
        Claim   | Initial, Learn, Active          | *      | *      ||         | same   | permitted
        """;

    /// <summary>Who has slept (ADR 54, 62), by how late its Hello is: by a hello time (missed), or
    /// so that its last one is a hold time ago (silent). Told: by its own member, unless it is to
    /// stop; what is refused was not heard.</summary>
    private const string Sleeps = """
        dialect        | state                  | Hello          | input                       || what
        Rfc2281Literal | *                      | *              | *                           || goes on
        Repaired       | Initial, Learn, Listen | *              | *                           || goes on
        Repaired       | Speak, Standby         | in time        | *                           || goes on
        Repaired       | Speak, Standby         | missed, silent | time                        || wakes
        Repaired       | Speak, Standby         | missed, silent | Resign                      || old
        Repaired       | Speak, Standby         | missed, silent | heard, stopped, told        || goes on
        Repaired       | Active                 | in time,missed | *                           || goes on
        Repaired       | Active                 | silent         | heard, Resign, stopped,time || lapses
        Repaired       | Active                 | silent         | told                        || is silent
        """;

    /// <summary>§6.1 and §5.6: in which order it is said. The virtual MAC address is left before,
    /// and taken before, all that is said of it.</summary>
    private const string Orders = """
        was | is  || order
        no  | no  || F
        no  | yes || claim G F I
        yes | yes || G F I
        yes | no  || release H
        """;

    private const string Reasons = """
        a             = RFC 2281 §5.7: a, enabled
        b             = RFC 2281 §5.7: b, disabled
        c             = RFC 2281 §5.7: c, Active timer
        d             = RFC 2281 §5.7: d, Standby timer
        e             = RFC 2281 §5.7: e, Hello timer
        f             = RFC 2281 §5.7: f, higher Hello from Speak
        g             = RFC 2281 §5.7: g, higher Hello from Active
        h             = RFC 2281 §5.7: h, lower Hello from Active
        i             = RFC 2281 §5.7: i, Resign from Active
        j             = RFC 2281 §5.7: j, Coup from higher
        k             = RFC 2281 §5.7: k, higher Hello from Standby
        l             = RFC 2281 §5.7: l, lower Hello from Standby
        not due       = Holdfast: nothing is due
        our own       = Holdfast: our own message came back
        lower speaker = RFC 2281 §5.5: a lower Hello from Speak is no event
        lower Coup    = RFC 2281 §5.5: a Coup from a lower router is no event
        silent sender = RFC 2281 §5.3: a Hello from a state that sends none
        of another    = RFC 2281 §5.5: a Resign that is not the active router's is no event
        untold        = RFC 2281 §5.3: the active router does not say the virtual address
        slept         = Holdfast: silence slept through says nothing of other routers
        lapsed        = Holdfast: who was silent for its own hold time is not active any more
        old           = Holdfast: a Resign that was said while it slept may be an old one
        link          = Holdfast: a tracked link changed
        no link       = Holdfast: no such link is tracked
        synced        = Holdfast: what a failover needs is known
        knowing       = Holdfast: who knows nothing yet takes nobody's place
        permitted     = Holdfast: the bound group moved
        bound         = Holdfast: both groups are active on one member, or none is
        held back     = Holdfast: held back: the bound group is not active
        claimed       = Holdfast: follows: the bound group is active, and nobody is here
        OtherGroup    = RFC 2281 §5.1: of another group
        WrongPassword = RFC 2281 §5.1: another password
        WrongDigest   = HSRP MD5: no digest of our key
        Malformed     = RFC 2281 §5.1: a value has no meaning
        """;
}
