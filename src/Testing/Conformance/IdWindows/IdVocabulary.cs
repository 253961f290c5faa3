using Holdfast.Codec;

namespace Holdfast.Testing.Conformance.IdWindows;

/// <summary>What an implementation is set to, and where it is when a case begins.</summary>
/// <param name="Window">How many requests of the peer are taken at once, RFC 7296 §2.3.</param>
/// <param name="FirstOurs">The ID of our next request: all before it are answered.</param>
/// <param name="FirstTheirs">The ID of the peer's next request, likewise.</param>
public sealed record IdSettings(uint Window, uint FirstOurs = 0, uint FirstTheirs = 0)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"window of {Window}, our next is {FirstOurs}, theirs {FirstTheirs}";
}

/// <summary>What an implementation is told, for one IKE SA.</summary>
public abstract record IdTold
{
    private IdTold()
    {
    }

    /// <summary>A protected request of the peer.</summary>
    public sealed record Request(uint Id) : IdTold;

    /// <summary>A protected response of the peer.</summary>
    public sealed record Response(uint Id) : IdTold;

    /// <summary>Somebody wants to send a request; told twice, they are two requests.</summary>
    public sealed record Wanted : IdTold;

    /// <summary>SET_WINDOW_SIZE: so many requests the peer takes at once, §2.3.</summary>
    public sealed record WindowSet(uint Size) : IdTold;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : IdTold;
}

/// <summary>What an implementation says.</summary>
public abstract record IdSaid
{
    private IdSaid()
    {
    }

    /// <summary>The request is taken: read, and acted on.</summary>
    public sealed record Take(uint Id) : IdSaid;

    /// <summary>A response is sent.</summary>
    public sealed record Respond(uint Id, Octets Message) : IdSaid;

    /// <summary>A request is sent, or sent again.</summary>
    public sealed record Send(uint Id, Octets Message) : IdSaid;

    /// <summary>The response is taken: it answers the request of this ID.</summary>
    public sealed record Finish(uint Id) : IdSaid;

    /// <summary>A request was given up, and with it the IKE SA, §2.1.</summary>
    public sealed record Failed : IdSaid;
}
