using System.Diagnostics;
using System.Globalization;
using Holdfast.Gateway.FirstHop;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Leasing;

/// <summary>The member's end of its guard: it renews, and hears when it was too late.</summary>
internal sealed class AddressLease : IDisposable
{
    /// <summary>An octet that the guard says: the time was over, and the addresses are gone.
    /// </summary>
    public const byte Dropped = (byte)'d';

    /// <summary>An octet that the guard says first: it guards from now on.</summary>
    public const byte Ready = (byte)'g';

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Renewal = "r"u8.ToArray();
    private readonly Process _guard;
    private readonly Stream _renewals;
    private readonly TaskCompletionSource _ready = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private Instant _renewed;

    /// <param name="command">How the guard is started.</param>
    /// <param name="time">How long a renewal is good.</param>
    /// <param name="shared">The addresses of both sides.</param>
    /// <param name="dropped">Called from another thread: the addresses are gone.</param>
    public AddressLease(
        IReadOnlyList<string> command, TimeSpan time, IReadOnlyList<SharedAddress> shared,
        Action dropped)
    {
        Time = time;
        List<string> arguments =
        [
            .. command.Skip(1), "--lease",
            time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
        ];
        foreach (var one in shared)
        {
            arguments.AddRange(one.HasOwnLink ? ["--link", one.Name] : ["--address", one.Place]);
        }

        _guard = Process.Start(new ProcessStartInfo(command[0], arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _renewals = _guard.StandardInput.BaseStream;
        _ = ListenAsync(_guard.StandardOutput.BaseStream, dropped);
        if (!_ready.Task.Wait(Patience))
        {
            Dispose();
            throw new GatewayException("the guard of the virtual addresses does not start");
        }
    }

    /// <summary>How long a renewal is good.</summary>
    public TimeSpan Time { get; }

    /// <summary>When the next renewal is due.</summary>
    public Instant Due => _renewed + (Time / 4);

    /// <summary>
    /// The time of a lease: what a router that is not heard any more has left before the others
    /// give it up, and a tenth of it less.
    /// </summary>
    public static TimeSpan TimeOf(HsrpPair.Config pair) => new(Math.Min(
        TimeOf(pair.Front).Ticks, TimeOf(pair.Back).Ticks));

    /// <summary>Whether a member has its addresses for longer. Only who has done what was due: a
    /// Hello that is late may be one that the others miss, and none is sent by who asks whether it
    /// still reigns.</summary>
    /// <param name="config">The member.</param>
    /// <param name="state">What it is.</param>
    /// <param name="now">When.</param>
    public static bool IsDeserved(
        ClusterMemberConfig config, ClusterMember.State state, Instant now) =>
        state.Replication.Role is not SaReplication.Role.Proving
        && (ClusterMember.Deadline(config, state) is not { } due || due > now);

    /// <summary>Says that this member is there, as often as it must.</summary>
    /// <exception cref="GatewayException">The guard is gone.</exception>
    public void Renew(Instant now)
    {
        if (now < Due && _renewed != Instant.Zero)
        {
            return;
        }

        _renewed = now;
        try
        {
            _renewals.Write(Renewal);
            _renewals.Flush();
        }
        catch (IOException gone)
        {
            throw new GatewayException("the guard of the virtual addresses is gone", gone);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _renewals.Dispose();
        _guard.WaitForExit(TimeSpan.FromSeconds(2));
        _guard.Dispose();
    }

    // Times that are learned are refused: they may be shorter than any that is set here.
    private static TimeSpan TimeOf(HsrpGroup.Config group) =>
        (group.HoldTime!.Value - group.HelloTime!.Value) * 0.9;

    private async Task ListenAsync(Stream said, Action dropped)
    {
        var octets = new byte[16];
        try
        {
            while (await said.ReadAsync(octets).ConfigureAwait(false) is > 0 and var count)
            {
                for (var at = 0; at < count; at++)
                {
                    if (octets[at] == Dropped)
                    {
                        dropped();
                    }
                    else if (octets[at] == Ready)
                    {
                        _ready.TrySetResult();
                    }
                }
            }
        }
        catch (IOException)
        {
            // The guard is gone, which the next renewal finds.
        }
        catch (ObjectDisposedException)
        {
            // So is the member.
        }
    }
}
