using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.StateMachines.Hsrp;

/// <content>What people set.</content>
public static partial class HsrpGroup
{
    /// <summary>How the table of RFC 2281 §5.7 is read.</summary>
    public enum Dialect
    {
        /// <summary>With the mends of docs/adr: the default.</summary>
        Repaired,

        /// <summary>To the letter.</summary>
        Rfc2281Literal,
    }

    /// <summary>The version of the messages; the two do not understand each other.</summary>
    public enum HsrpVersion
    {
        /// <summary>RFC 2281: IPv4, groups 0 to 255, whole seconds.</summary>
        V1,

        /// <summary>Of no RFC: IPv4 and IPv6, groups 0 to 4095, milliseconds.</summary>
        V2,
    }

    /// <summary>How messages are authenticated.</summary>
    public abstract record Authentication
    {
        private Authentication()
        {
        }

        /// <summary>A clear-text password of at most 8 octets, RFC 2281 §5.1.</summary>
        public sealed record Password(Octets Value) : Authentication
        {
            /// <summary>The password stays out of logs.</summary>
            public override string ToString() => "Password";
        }

        /// <summary>A keyed digest; the shell holds the key, and judges.</summary>
        public sealed record Md5(uint KeyId) : Authentication;
    }

    /// <summary>A link whose failure makes the router a worse candidate.</summary>
    /// <param name="Name">Its name, for people.</param>
    /// <param name="Decrement">What its failure takes from the priority.</param>
    public sealed record TrackedLink(string Name, uint Decrement);

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How the table is read.</summary>
        public Dialect Dialect { get; init; } = Dialect.Repaired;

        /// <summary>The version of the messages.</summary>
        public HsrpVersion Version { get; init; } = HsrpVersion.V1;

        /// <summary>The standby group.</summary>
        public int Group { get; init; }

        /// <summary>Whether the medium is Token Ring, which has groups 0 to 2 alone, §6.1.
        /// </summary>
        public bool IsTokenRing { get; init; }

        /// <summary>The address of the interface itself.</summary>
        public required HostAddress Address { get; init; }

        /// <summary>The link address of the interface itself (the identifier of version 2).
        /// </summary>
        public MacAddress Identifier { get; init; }

        /// <summary>The address of the group; null: it is learned.</summary>
        public HostAddress? VirtualAddress { get; init; }

        /// <summary>Higher wins.</summary>
        public long Priority { get; init; } = 100;

        /// <summary>Time between Hellos; null: learned, or 3 s. Set both or neither.</summary>
        public TimeSpan? HelloTime { get; init; }

        /// <summary>How long a Hello is good; null: learned, or 10 s.</summary>
        public TimeSpan? HoldTime { get; init; }

        /// <summary>By how many percent at most a Hello comes earlier, §5.4.</summary>
        public int JitterPercent { get; init; } = 10;

        /// <summary>Whether it takes over from an active router of lower priority.</summary>
        public bool Preempt { get; init; }

        /// <summary>How long it waits with that after it was enabled, or got better.</summary>
        public TimeSpan PreemptDelay { get; init; }

        /// <summary>
        /// Whether it waits with that until this member is synced, and stands back behind whoever
        /// stands by until then, whether it preempts or not.
        /// </summary>
        public bool PreemptWhenSynced { get; init; }

        /// <summary>The tracked links, 32 at most.</summary>
        public Items<TrackedLink> Links { get; init; }

        /// <summary>How messages are authenticated; by default the password "cisco", §5.1.
        /// </summary>
        public Authentication Authentication { get; init; } =
            new Authentication.Password(new Octets("cisco"u8));

        /// <summary>Whether the interface's own MAC address serves as the virtual one.</summary>
        public bool UseBurnedInAddress { get; init; }
    }
}
