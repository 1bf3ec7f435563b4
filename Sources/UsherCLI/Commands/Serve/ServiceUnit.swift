/// The systemd unit of a daemon, with what it may not do taken away.
struct ServiceUnit: Sendable {
    let executable: String
    let configuration: String
    let folder: String

    /// The text of `usher.service`.
    var text: String {
        """
        # /etc/systemd/system/usher.service; then: systemctl daemon-reload && systemctl enable --now usher
        [Unit]
        Description=Usher, ticket automation host
        After=network-online.target
        Wants=network-online.target

        [Service]
        Type=notify
        NotifyAccess=main
        ExecStart="\(executable)" serve --config "\(configuration)" --log-format json
        ExecReload=/bin/kill -HUP $MAINPID
        WorkingDirectory=\(folder)
        # Secrets: NAME=value lines, readable by root only.
        EnvironmentFile=-/etc/usher/environment
        User=usher
        Restart=on-failure
        RestartSec=2
        TimeoutStartSec=120
        TimeoutStopSec=40
        WatchdogSec=60
        UMask=0077

        NoNewPrivileges=yes
        CapabilityBoundingSet=
        AmbientCapabilities=
        ProtectSystem=strict
        ReadWritePaths=\(folder)
        ProtectHome=read-only
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectClock=yes
        ProtectHostname=yes
        ProtectControlGroups=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectProc=invisible
        ProcSubset=pid
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        RemoveIPC=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target
        """
    }
}
