# The cables alone, with the phone as a router: what any tunnel over them can reach at most.
@{
    Name = 'veth'
    Title = 'veth, no tunnel'
    Ours = $false
    Routed = $true
    Start = { @{ Target = '10.83.2.1'; ProcessIds = @() } }
}
