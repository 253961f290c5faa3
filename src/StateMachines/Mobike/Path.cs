using Holdfast.Codec;

namespace Holdfast.StateMachines.Mobike;

/// <summary>The outer addresses of an IKE SA and its CHILD SAs, as one side sees them.</summary>
/// <param name="Local">Our end.</param>
/// <param name="Remote">The peer's end.</param>
public sealed record Path(HostAddress Local, HostAddress Remote)
{
    /// <summary>The same path as the peer sees it.</summary>
    public Path Turned => new(Remote, Local);

    /// <summary>Both addresses.</summary>
    public override string ToString() => $"{Local} to {Remote}";
}

/// <summary>A request with COOKIE2 that is open, RFC 4555 §3.7.</summary>
/// <param name="IsOpen">Whether there is one, sent or not.</param>
/// <param name="Asked">
/// The only path over which it went; null: it went over several, so its answer tells of none.
/// </param>
/// <param name="Cookie">Its cookie; empty: it was not sent yet.</param>
public readonly record struct RoutabilityRequest(bool IsOpen, Path? Asked, Octets Cookie)
{
    /// <summary>Whether an answer can belong to it.</summary>
    public bool WasSent => IsOpen && Cookie.Length > 0;

    /// <summary>A request that is to be sent over a path.</summary>
    public static RoutabilityRequest For(Path path) => new(IsOpen: true, path, default);

    /// <summary>The same, sent over a path from now on, RFC 4555 §3.5.</summary>
    public RoutabilityRequest Over(Path path) =>
        !IsOpen || Asked == path ? this
        : WasSent ? this with { Asked = null }
        : For(path);
}
