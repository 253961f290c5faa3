using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <summary>
/// One router's part in one standby group, RFC 2281 and version 2. Law: what it does is what the
/// table of §5.7 says (<see cref="CellOf"/>), in the dialect that the configuration chooses; every
/// message that reaches it is authentic.
/// </summary>
public static partial class HsrpGroup
{
    /// <summary>The six states, RFC 2281 §5.3.</summary>
    public enum Phase
    {
        /// <summary>Not running.</summary>
        Initial,

        /// <summary>The virtual address is unknown; waits for the active router's Hello.</summary>
        Learn,

        /// <summary>Knows the virtual address; neither active nor standby.</summary>
        Listen,

        /// <summary>Takes part in the election; sends Hellos.</summary>
        Speak,

        /// <summary>Next in line; sends Hellos.</summary>
        Standby,

        /// <summary>Forwards what is sent to the virtual MAC address; sends Hellos.</summary>
        Active,
    }

    /// <summary>The timers, RFC 2281 §5.4.</summary>
    public enum HsrpTimer
    {
        /// <summary>The active router was not heard for its hold time.</summary>
        Active,

        /// <summary>The standby router was not heard for its hold time.</summary>
        Standby,

        /// <summary>The next Hello is to be sent.</summary>
        Hello,
    }

    /// <summary>How far a group may go: bound groups move together.</summary>
    public enum Permission
    {
        /// <summary>As far as RFC 2281 lets it.</summary>
        Full,

        /// <summary>It listens, and takes no part in the election.</summary>
        Listen,

        /// <summary>It may stand by, and not become active.</summary>
        Standby,

        /// <summary>It is to become active as soon as no other router is.</summary>
        Claim,
    }

    /// <summary>The state of one router in one group.</summary>
    /// <param name="Phase">The state of RFC 2281 §5.3.</param>
    /// <param name="Timers">The timers that run.</param>
    /// <param name="Learned">What the active router's Hellos told, §5.1; null: nothing.</param>
    /// <param name="ActiveRouter">The active router, where it is another one and known.</param>
    /// <param name="StandbyRouter">The standby router, likewise.</param>
    /// <param name="LinksDown">A bit for each tracked link that is down.</param>
    /// <param name="IsSynced">Whether this member knows all that a failover needs.</param>
    /// <param name="PreemptFrom">When the preemption delay ends; null: it has.</param>
    /// <param name="Jitter">The last jitter that was drawn, in thousandths.</param>
    /// <param name="Permission">How far it may go.</param>
    /// <param name="IsVacant">While it is held back: nobody is active, as far as it heard.</param>
    public sealed record State(
        Phase Phase,
        Timers Timers,
        Learned? Learned,
        Speaker? ActiveRouter,
        Speaker? StandbyRouter,
        uint LinksDown,
        bool IsSynced,
        Instant? PreemptFrom,
        ushort Jitter,
        Permission Permission,
        bool IsVacant);

    /// <summary>When the timers expire; null: it does not run.</summary>
    public readonly record struct Timers(Instant? Active, Instant? Standby, Instant? Hello);

    /// <summary>What is learned where it is not configured: the times together, §5.1.</summary>
    public sealed record Learned(
        HostAddress? VirtualAddress, TimeSpan? HelloTime, TimeSpan? HoldTime);

    /// <summary>Another router of the group.</summary>
    public sealed record Speaker(HostAddress Address, uint Priority);

    /// <summary>What an authentic message of the group says.</summary>
    /// <param name="From">The sender, by its own address.</param>
    /// <param name="Phase">The sender's state.</param>
    /// <param name="HelloTime">Zero where the message cannot say it.</param>
    /// <param name="HoldTime">Zero where the message cannot say it.</param>
    /// <param name="VirtualAddress">Null: the sender does not know it.</param>
    public sealed record Message(
        Speaker From,
        Phase Phase,
        TimeSpan HelloTime,
        TimeSpan HoldTime,
        HostAddress? VirtualAddress);

    /// <summary>What happens to a router.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>The group is configured and its interface is up (event a).</summary>
        public sealed record Enable : Input;

        /// <summary>The interface or the group goes down (event b).</summary>
        public sealed record Disable : Input;

        /// <summary>A Hello (events f, g, h, k, l).</summary>
        public sealed record Hello(Message Message) : Input;

        /// <summary>A Coup (event j).</summary>
        public sealed record Coup(Message Message) : Input;

        /// <summary>A Resign (event i).</summary>
        public sealed record Resign(Message Message) : Input;

        /// <summary>A message that is not taken.</summary>
        public sealed record Refused(Refusal Why) : Input;

        /// <summary>A tracked link went up or down.</summary>
        /// <param name="Link">Its index in the configuration.</param>
        /// <param name="IsUp">Whether it is up now.</param>
        public sealed record LinkChanged(int Link, bool IsUp) : Input;

        /// <summary>This member knows all that a failover needs, or no longer.</summary>
        public sealed record Synced(bool IsSynced) : Input;

        /// <summary>How far the group may go from now on.</summary>
        public sealed record Permit(Permission Permission) : Input;

        /// <summary>Time has passed (events c, d, e, one at a time).</summary>
        /// <param name="Jitter">A random number of thousandths, 0 to 1000, for the Hello timer.
        /// </param>
        /// <param name="First">Of several due timers the one that expires first.</param>
        public sealed record Tick(ushort Jitter = 0, HsrpTimer First = HsrpTimer.Active) : Input;
    }

    /// <summary>What a message of ours says.</summary>
    /// <param name="Phase">Our state.</param>
    /// <param name="Priority">Our priority, less what tracked links cost.</param>
    /// <param name="HelloTime">The hello time that we use.</param>
    /// <param name="HoldTime">The hold time that we use.</param>
    /// <param name="VirtualAddress">Null: unknown.</param>
    /// <param name="FromVirtualMac">Whether the link source is the virtual MAC address, §6.1.
    /// </param>
    public sealed record Announcement(
        Phase Phase,
        uint Priority,
        TimeSpan HelloTime,
        TimeSpan HoldTime,
        HostAddress? VirtualAddress,
        bool FromVirtualMac);

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Send a Hello (action F).</summary>
        public sealed record SendHello(Announcement Announcement) : Output;

        /// <summary>Send a Coup (action G).</summary>
        public sealed record SendCoup(Announcement Announcement) : Output;

        /// <summary>Send a Resign (action H).</summary>
        public sealed record SendResign(Announcement Announcement) : Output;

        /// <summary>
        /// Broadcast a gratuitous ARP with the virtual addresses (action I); in IPv6 an unsolicited
        /// neighbour advertisement.
        /// </summary>
        public sealed record AnnounceVirtualAddress : Output;

        /// <summary>From now on take what is sent to the virtual MAC address, §6.1.</summary>
        public sealed record ClaimVirtualMac : Output;

        /// <summary>From now on take it no longer, §6.1.</summary>
        public sealed record ReleaseVirtualMac : Output;
    }

    /// <summary>When the earliest timer expires.</summary>
    public static Instant? Deadline(Config config, State state) => Instant.Earliest(
        state.Timers.Active, Instant.Earliest(state.Timers.Standby, state.Timers.Hello));

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) =>
        FindsItAwake(input) && HasLapsed(config, state, now)
            ? Lapse(config, state, now, input)
            : Decide(config, state, now, input);

    private static Next Decide(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Enable => Fire(config, state, now, Event.Enabled, null),
        Input.Disable => Fire(config, state, now, Event.Disabled, null),
        Input.Hello(var message) => OnHello(config, state, now, message),
        Input.Coup(var message) => OnCoup(config, state, now, message),
        Input.Resign(var message) => OnResign(config, state, now, message),
        Input.Refused(var why) => new(state, default, Why.Of(why)),
        Input.LinkChanged(var link, var isUp) => OnLink(config, state, now, link, isUp),
        Input.Synced(var isSynced) => new(
            state.IsSynced == isSynced ? state : state with { IsSynced = isSynced },
            default, Why.Synced),
        Input.Permit(var permission) => OnPermit(config, state, now, permission),
        Input.Tick tick => OnTick(config, state, now, tick),
    };
}
